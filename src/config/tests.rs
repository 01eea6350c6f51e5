use super::*;

#[test]
fn unknown_keys_and_wrong_types_are_refused() {
    assert!(Config::parse("[server]\nlisten = \"127.0.0.1:1\"\nport = 3").is_err());
    assert!(Config::parse("[limits]\nretention_days = \"many\"").is_err());
    assert!(Config::parse("[nonsense]").is_err());
}

#[test]
fn bands_must_be_ordered() {
    assert!(Config::parse("[decisions]\nanswer_from = 0.2\nclarify_from = 0.4").is_err());
}

#[test]
fn a_widget_host_is_an_origin_and_nothing_else() {
    assert!(Config::parse("[widget]\norigins = [\"https://stadt.example.org\"]").is_ok());
    for bad in [
        "stadt.example.org",
        "https://a.example/x",
        "https://a;script-src *",
        "*",
    ] {
        assert!(
            Config::parse(&format!("[widget]\norigins = [\"{bad}\"]")).is_err(),
            "{bad}"
        );
    }
}

#[test]
fn the_printed_configuration_reads_back_equal() {
    let config = Config::default();
    assert_eq!(Config::parse(&config.commented().unwrap()).unwrap(), config);
}

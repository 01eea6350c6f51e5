use super::compounds::Vocabulary;
use super::terms::Terms;
use super::*;

fn vocabulary(words: &[&str]) -> Vocabulary {
    Vocabulary::new(words.iter().map(|word| (*word).to_owned()))
}

fn terms(words: &[&str]) -> Terms {
    let mut terms = Terms::default();
    terms.add_article(
        &words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(),
        &[],
    );
    terms
}

#[test]
fn compounds_open_at_known_words_with_or_without_links() {
    let vocabulary = vocabulary(&[
        "reise",
        "pass",
        "antrag",
        "wohnung",
        "geber",
        "bestatigung",
        "miete",
        "beratung",
    ]);
    assert_eq!(vocabulary.parts("reisepass"), ["reise", "pass"]);
    assert_eq!(vocabulary.parts("reisepassantrag"), ["reise", "pass", "antrag"]);
    assert_eq!(
        vocabulary.parts("wohnungsgeberbestatigung"),
        ["wohnung", "geber", "bestatigung"]
    );
    assert_eq!(vocabulary.parts("mietberatung"), ["miet", "beratung"]);
    assert!(vocabulary.parts("antrag").is_empty());
    assert!(vocabulary.parts("xyzantrag").is_empty());
}

#[test]
fn a_misspelt_word_finds_its_neighbours_only() {
    let terms = terms(&["fuhrerschein", "pass", "parkausweis"]);
    let near = |word: &str| {
        terms
            .near(word)
            .into_iter()
            .map(|(name, _)| name.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(near("fuhrershein"), ["fuhrerschein"]);
    assert_eq!(near("fuhrerscehin"), ["fuhrerschein"]);
    assert_eq!(near("pasd"), ["pass"]);
    assert!(near("pa").is_empty());
    assert!(near("bass").is_empty());
}

#[test]
fn an_empty_index_answers_nothing_and_fails_nowhere() {
    let snapshot = Snapshot::build(Vec::new(), Vec::new()).unwrap();
    let question = snapshot.read("Reisepass", None, "de");
    let found = snapshot.find(&question).unwrap();
    assert!(found.legs.iter().all(|leg| leg.scores.is_empty()));
}

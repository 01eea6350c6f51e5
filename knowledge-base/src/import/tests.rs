use super::html::{clean, clean_line, safe_url};
use super::*;
use crate::article::content_hash;
use bot_core::article::FactKind;
use bot_core::text::{Block, Inline, RichText};
use proptest::prelude::*;

const SERVICES: &str = include_str!("../../data/muenchen/services_de.json");
const LOCATIONS: &str = include_str!("../../data/muenchen/locations_de.json");

fn bundled() -> Export {
    dldb::read_text(SERVICES, LOCATIONS).unwrap()
}

fn hashes(articles: &[Article]) -> BTreeMap<ArticleId, String> {
    articles
        .iter()
        .map(|article| (article.id.clone(), content_hash(article)))
        .collect()
}

fn one_service(service: &str, offices: &str) -> Article {
    let export = dldb::read_text(
        &format!(r#"{{"data":[{service}]}}"#),
        &format!(r#"{{"data":[{offices}]}}"#),
    )
    .unwrap();
    articles(&export, "t").0.remove(0)
}

fn inlines(text: &RichText) -> Vec<&Inline> {
    text.0
        .iter()
        .flat_map(|block| match block {
            Block::Heading(_) => Vec::new(),
            Block::Paragraph(line) => line.iter().collect(),
            Block::List { items, .. } => items.iter().flatten().collect(),
        })
        .collect()
}

#[test]
fn markup_is_reduced_to_the_products_own() {
    let text = clean(
        "<h3 style=\"color:red\">Ablauf</h3><p class=x>Erst <b>dies</b>,&nbsp;dann\u{200b} das.<br><br>Neu.</p>\
         <ol><li>eins<ul><li>eins a</li></ul></li><li><p>zwei</p></li></ol><script>alert(1)</script><!-- nein -->",
    );
    assert_eq!(
        text.to_plain(),
        "Ablauf\nErst dies, dann das.\nNeu.\n1. eins\n2. eins a\n3. zwei"
    );
    assert_eq!(text.0[0], Block::Heading("Ablauf".into()));
}

#[test]
fn a_line_in_bold_of_its_own_is_a_heading_and_a_warning_is_not() {
    let text = clean(
        "<p><strong>Express-Bestellung:</strong><br>Das geht schnell.</p><p><strong>Bitte erst vor Ort zahlen.</strong></p>",
    );
    assert_eq!(text.0[0], Block::Heading("Express-Bestellung".into()));
    assert_eq!(
        text.0[2],
        Block::Paragraph(vec![Inline::Strong("Bitte erst vor Ort zahlen.".into())])
    );
}

#[test]
fn hostile_nesting_is_cut_off() {
    for (open, close) in [("<div>", "</div>"), ("<ul><li>", "</li></ul>")] {
        let html = format!("<p>vorn</p>{}x{}", open.repeat(3_000), close.repeat(3_000));
        assert!(clean(&html).to_plain().starts_with("vorn"));
    }
}

#[test]
fn only_safe_links_survive_and_the_label_always_does() {
    for bad in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//stadt.de/x",
        "/x",
        "https:/x",
        "https://",
        "vbscript:x",
        "ftp://a.b/c",
        "https://a.b/\"onclick=",
        "https://user@a.b/",
        "mailto:niemand",
        "tel:abc",
        "https://a.b/{serviceId}",
        "",
    ] {
        assert_eq!(safe_url(bad), None, "{bad}");
        let text = clean(&format!(
            "<p>Zum <a href='{}'>Antrag</a>.</p>",
            bad.replace('\'', "")
        ));
        assert_eq!(text.to_plain(), "Zum Antrag.", "{bad}");
    }
    assert_eq!(
        safe_url("http://stadt.de/a?b=1#c").as_deref(),
        Some("https://stadt.de/a?b=1#c")
    );
    assert_eq!(safe_url("MAILTO:a@b.de").as_deref(), Some("mailto:a@b.de"));
    assert_eq!(safe_url("tel:+4989115").as_deref(), Some("tel:+4989115"));
}

#[test]
fn sections_follow_the_texts_own_headings_and_nothing_is_lost() {
    let article = one_service(
        r#"{"id":7,"name":"Probe","public":true,"fees":"<p>5 Euro</p>","duration":15,"description":
        "<p>Sie brauchen das. Mehr dazu unten.</p><p>Bitte bringen Sie mit:</p><ul><li>Pass</li></ul><p><strong>Voraussetzungen</strong><br>Sie wohnen hier.</p><p><strong>Langfristiges</strong><br>Rest.</p><p><strong>So funktioniert die Anmeldung:</strong></p><ol><li>starten</li></ol>"}"#,
        "",
    );
    let fact = |kind| article.fact(kind).map(RichText::to_plain).unwrap_or_default();
    assert_eq!(article.lead, "Sie brauchen das.");
    assert_eq!(fact(FactKind::Documents), "Bitte bringen Sie mit:\n– Pass");
    assert_eq!(fact(FactKind::Requirements), "Sie wohnen hier.");
    assert_eq!(fact(FactKind::Steps), "So funktioniert die Anmeldung\n1. starten");
    assert_eq!(fact(FactKind::Fees), "5 Euro");
    assert_eq!(fact(FactKind::Duration), "Der Termin dauert etwa 15 Minuten.");
    assert_eq!(article.fact(FactKind::Deadline), None);
    assert_eq!(
        article.body.to_plain(),
        "Sie brauchen das. Mehr dazu unten.\nLangfristiges\nRest."
    );
}

#[test]
fn booking_is_offered_only_where_service_office_and_relation_are_public() {
    let service = |public: &str| {
        format!(
            r#"{{"id":"7","name":"Probe","public":{public},"description":"Ein Text, der lang genug ist.","leika":"99036008007003, 99036008007004",
            "locations":[{{"location":"1","appointment":{{"link":"https://a.de/{{serviceId}}/1","allowed":true}}}}]}}"#
        )
    };
    let office = |public: &str, relation: &str| {
        format!(
            r#"{{"id":"1","name":"Amt (KVR-II/1)","public":{public},"services":[{{"service":"7"{relation}}}]}}"#
        )
    };
    let booking = |service: &str, office: &str| one_service(service, office).appointment.map(|link| link.url);
    let open = booking(&service("true"), &office("true", ""));
    assert_eq!(open.as_deref(), Some("https://a.de/7/1"));
    assert_eq!(booking(&service("false"), &office("true", "")), None);
    assert_eq!(booking(&service("true"), &office("false", "")), None);
    assert_eq!(
        booking(&service("true"), &office("true", r#","public":false"#)),
        None
    );
    assert_eq!(
        one_service(&service("true"), "").leika,
        ["99036008007003", "99036008007004"]
    );
}

#[test]
fn the_main_office_is_one_citizens_may_come_to_and_can_call() {
    let article = one_service(
        r#"{"id":"7","name":"Probe","public":true,"locations":[{"location":"1"},{"location":"2"},{"location":"3"}]}"#,
        r#"{"id":"1","name":"A","public":false,"contact":{"phone":"1"},"services":[{"service":"7"}]},
           {"id":"2","name":"B","public":true,"contact":{"phone":""},"services":[{"service":"7"}]},
           {"id":"3","name":"C","public":true,"contact":{"phone":"3"},"services":[{"service":"7"}]}"#,
    );
    let ids: Vec<&str> = article
        .offices
        .iter()
        .map(bot_core::ids::OrgUnitId::as_str)
        .collect();
    assert_eq!(ids, ["t:3", "t:2", "t:1"]);
}

#[test]
fn the_catalogue_gives_246_articles_and_a_reason_for_each_of_the_others() {
    let (taken, skipped) = articles(&bundled(), MUNICH);
    assert_eq!((taken.len(), skipped.len()), (246, 41));
    assert!(
        skipped
            .iter()
            .any(|one| one.name == "Testleistung" && one.reason == "test entry")
    );
    for article in &taken {
        assert!(
            !article.title.is_empty() && !article.lead.is_empty(),
            "{}",
            article.id
        );
        let links = article
            .links
            .iter()
            .chain(&article.online)
            .chain(&article.appointment);
        assert!(
            links
                .into_iter()
                .all(|link| safe_url(&link.url).as_deref() == Some(&link.url)),
            "{}",
            article.id
        );
        let urls: Vec<&String> = article.links.iter().map(|link| &link.url).collect();
        assert!(
            urls.iter().enumerate().all(|(at, url)| !urls[..at].contains(url)),
            "{}",
            article.id
        );
    }
}

#[test]
fn offices_keep_sign_department_and_number_as_the_source_writes_them() {
    let units = org_units(&bundled().offices, MUNICH);
    assert_eq!(units.len(), 109);
    let pasing = units
        .iter()
        .find(|unit| unit.sign.as_deref() == Some("KVR-II/235"))
        .unwrap();
    assert_eq!(pasing.name, "Bürgerbüro Pasing");
    assert_eq!(pasing.department.as_deref(), Some("Kreisverwaltungsreferat"));
    assert!(
        units
            .iter()
            .any(|unit| unit.phone.as_deref() == Some("02353 71007"))
    );
    assert!(units.iter().all(|unit| unit.phone.as_deref() != Some("")));
}

#[test]
fn importing_twice_changes_nothing() {
    let (first, skipped) = articles(&bundled(), MUNICH);
    let (_, report) = plan(&BTreeMap::new(), first.clone(), skipped, MUNICH);
    assert_eq!((report.added.len(), report.unchanged), (246, 0));
    let (second, skipped) = articles(&bundled(), MUNICH);
    assert_eq!(first, second);
    let (found, report) = plan(&hashes(&first), second, skipped, MUNICH);
    assert_eq!(report.unchanged, 246);
    assert!(found.added.is_empty() && found.changed.is_empty() && found.archived.is_empty());
}

#[test]
fn a_vanished_service_is_archived_and_a_changed_one_named() {
    let (mut all, _) = articles(&bundled(), MUNICH);
    let mut published = hashes(&all);
    published.insert(ArticleId::in_source("ber", "1"), "x".into());
    let gone = all.remove(0).id;
    all[0].lead.push_str(" Neu.");
    let changed = all[0].id.clone();
    let (found, report) = plan(&published, all, Vec::new(), MUNICH);
    assert_eq!(report.archived, [gone]);
    assert_eq!(report.changed, [changed]);
    assert_eq!(found.unchanged, 244);
}

#[test]
fn a_broken_export_is_refused_with_the_place() {
    let error = |services: &str| dldb::read_text(services, r#"{"data":[]}"#).unwrap_err();
    assert!(matches!(error("<html>"), ReadError::Shape { line: 1, .. }));
    assert!(matches!(
        error("{\"data\":\n[{\"id\":true}]}"),
        ReadError::Shape { line: 2, .. }
    ));
    assert!(matches!(error(r#"{"data":[]}"#), ReadError::Empty { .. }));
    assert!(error("{}").to_string().contains(dldb::SERVICES_FILE));
    let missing = dldb::read_dir(std::path::Path::new("there-is-no-such-directory")).unwrap_err();
    assert!(matches!(missing, ReadError::File { .. }));
}

proptest! {
    #[test]
    fn cleaning_never_yields_markup_an_unsafe_link_or_an_invisible_sign(parts in prop::collection::vec(
        prop_oneof![
            "[a-zäöü \u{200b}\u{ad}\n]{0,12}",
            prop::sample::select(vec![
                "<p>", "</p>", "<b>", "</strong>", "<ul><li>", "</li></ul>", "<br>", "<script>x", "</script>", "<div onclick=y>",
                "<a href=\"javascript:x\">", "<a href='https://a.de/b'>", "<a href='data:x'>", "</a>", "<img src=x onerror=y>",
                "<style>p{}", "</style>", "<svg><a href='javascript:y'>", "<table><tr><td>", "<iframe src=z>", "<!--", "-->", "<li>", "&nbsp;",
            ]).prop_map(str::to_owned),
        ], 0..24))
    {
        let text = clean(&parts.concat());
        for inline in inlines(&text) {
            if let Inline::Link { label, url } = inline {
                prop_assert!(!label.trim().is_empty());
                let safe = safe_url(url);
                prop_assert_eq!(safe.as_deref(), Some(url.as_str()));
            }
        }
        let plain = text.to_plain();
        let is_tag = |pair: &[u8]| pair[0] == b'<' && (pair[1].is_ascii_alphabetic() || matches!(pair[1], b'/' | b'!'));
        prop_assert!(!plain.as_bytes().windows(2).any(is_tag), "{}", plain);
        let is_visible = |c: char| c == '\n' || !c.is_control() && c != '\u{200b}' && c != '\u{ad}';
        prop_assert!(plain.chars().all(is_visible));
        prop_assert!(text.0.iter().all(|block| !RichText(vec![block.clone()]).to_plain().trim().is_empty()));
    }

    #[test]
    fn cleaning_a_line_and_an_address_takes_anything(text in any::<String>()) {
        let line = clean_line(&text);
        prop_assert_eq!(clean_line(&line), line.clone());
        if let Some(url) = safe_url(&text) {
            let again = safe_url(&url);
            prop_assert_eq!(again.as_deref(), Some(url.as_str()));
            prop_assert!(["https://", "mailto:", "tel:"].iter().any(|scheme| url.starts_with(scheme)));
        }
        let _ = clean(&text);
    }
}

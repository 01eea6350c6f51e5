//! What citizens write, and what must be understood of it. The tables are texts, so that they can be proofread.

use super::lexicon::{LEXICON, RuleFile, SOURCES};
use super::words::folded_words;
use super::{EmergencyKind, Intent, OfficeFit, Understanding, understand};
use crate::answer::{Choice, ChoiceTarget};
use crate::article::FactKind;
use crate::conversation::{Conversation, Inbound, OpenQuestion};
use crate::handover::Matter;
use crate::ids::{ArticleId, ConversationId, MessageId};
use crate::locale::{Language, Locale};
use crate::personal::Personal;
use jiff::Timestamp;
use ulid::Ulid;

fn fresh() -> Conversation {
    Conversation::new(ConversationId(Ulid::nil()), Timestamp::UNIX_EPOCH)
}

fn about_passports() -> Conversation {
    let article = Some(ArticleId::new("muc:1"));
    let matter = Matter {
        article,
        title: "Reisepass".to_owned(),
        confidence: 0.9,
    };
    Conversation {
        matter: Some(matter),
        facts_asked: vec![FactKind::Fees],
        ..fresh()
    }
}

fn asking(labels: &[&str]) -> Conversation {
    let options = labels
        .iter()
        .map(|label| Choice {
            label: (*label).to_owned(),
            target: ChoiceTarget::Person,
        })
        .collect();
    let question = OpenQuestion {
        message: MessageId(Ulid::nil()),
        options,
    };
    Conversation {
        offers: vec![question],
        is_question_open: true,
        ..fresh()
    }
}

fn read_in(conversation: &Conversation, text: &str) -> Understanding {
    let content = Inbound::Text {
        text: Personal::new(text.to_owned()),
    };
    understand(&content, conversation, Locale::De)
}

fn name(intent: Intent) -> String {
    match intent {
        Intent::Emergency { kind } => match kind {
            EmergencyKind::Rescue => "emergency.rescue",
            EmergencyKind::Police => "emergency.police",
            EmergencyKind::Suicide => "emergency.suicide",
            EmergencyKind::Violence => "emergency.violence",
            EmergencyKind::Doctor => "emergency.doctor",
            EmergencyKind::Poison => "emergency.poison",
        }
        .to_owned(),
        other => serde_json::to_value(other).expect("an intent")["intent"]
            .as_str()
            .expect("a name")
            .to_owned(),
    }
}

#[test]
fn utterances_are_understood_as_the_table_says() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in include_str!("utterances.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let parts: Vec<&str> = line.splitn(3, '|').map(str::trim).collect();
        let [intent, facts, text] = parts.as_slice() else {
            panic!("not a row: {line}")
        };
        let understood = read_in(&fresh(), text);
        let found = serde_json::to_value(&understood.facts).expect("facts");
        let found: Vec<&str> = found
            .as_array()
            .expect("facts")
            .iter()
            .map(|fact| fact.as_str().expect("a fact"))
            .collect();
        let is_matter = understood.intent == Intent::Matter;
        if name(understood.intent) != *intent || (is_matter && !facts.is_empty() && found.join(",") != *facts)
        {
            wrong.push(format!(
                "{line}\n    -> {} | {}",
                name(understood.intent),
                found.join(",")
            ));
        }
        count += 1;
    }
    assert!(count >= 150, "only {count} rows");
    assert!(
        wrong.is_empty(),
        "{} of {count} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_rule_recognises_its_examples_as_its_intent() {
    let mut wrong = Vec::new();
    for source in SOURCES {
        let file: RuleFile = toml::from_str(source).expect("a rule file");
        for rule in file.rule {
            for example in &rule.examples {
                let words = folded_words(example);
                if LEXICON.recognise(&rule.name, &words).is_none() {
                    wrong.push(format!("{} does not recognise: {example}", rule.name));
                }
                let understood = name(read_in(&fresh(), example).intent);
                let expected = rule.name.trim_start_matches("courtesy.");
                let expected = if expected == "not_it" { "choice" } else { expected };
                let expected = if expected.starts_with("life_event.") {
                    "matter"
                } else {
                    expected
                };
                if !matches!(expected, "none" | "declines_online" | "get") && understood != expected {
                    wrong.push(format!("{}: understood as {understood}: {example}", rule.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_list_a_rule_names_exists() {
    for source in SOURCES {
        let file: toml::Table = source.parse().expect("a rule file");
        let lists = file
            .get("lists")
            .and_then(toml::Value::as_table)
            .cloned()
            .unwrap_or_default();
        for named in source.split('@').skip(1) {
            let list: String = named
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            assert!(list == "list" || lists.contains_key(&list), "unknown list {list}");
        }
    }
}

#[test]
fn words_choose_among_the_options_offered() {
    let passports = asking(&[
        "Reisepass beantragen",
        "Personalausweis beantragen",
        "Verlust melden",
    ]);
    let rows: [(&str, Option<Option<usize>>); 18] = [
        ("1", Some(Some(0))),
        ("die zweite", Some(Some(1))),
        ("den zweiten bitte", Some(Some(1))),
        ("Nummer 3", Some(Some(2))),
        ("das letzte", Some(Some(2))),
        ("4", None),
        ("keine davon", Some(None)),
        ("nichts davon, danke", Some(None)),
        ("Reisepass", Some(Some(0))),
        ("den Personalausweis", Some(Some(1))),
        ("ich meine den Verlust", Some(Some(2))),
        ("Verlust", Some(Some(2))),
        ("ja, den Reisepass", Some(Some(0))),
        ("reisepas", Some(Some(0))),
        ("Reisepass beantragen", Some(Some(0))),
        ("Reisepass verloren", None),
        (
            "Reisepass für mein Baby im Ausland verlängern lassen und abholen",
            None,
        ),
        ("the first one", Some(Some(0))),
    ];
    for (text, expected) in rows {
        let found = match read_in(&passports, text).intent {
            Intent::Choice { option } => Some(option),
            _ => None,
        };
        assert_eq!(found, expected, "{text}");
    }
    assert_ne!(
        read_in(&fresh(), "die zweite").intent,
        Intent::Choice { option: Some(1) }
    );
}

#[test]
fn yes_and_no_stay_what_they_are_while_a_question_is_open() {
    let question = asking(&["Reisepass", "Personalausweis"]);
    assert_eq!(read_in(&question, "ja").intent, Intent::Yes);
    assert_eq!(read_in(&question, "nein").intent, Intent::No);
    assert_eq!(read_in(&question, "danke").intent, Intent::Thanks);
}

#[test]
fn a_question_without_a_matter_of_its_own_refers_back() {
    let rows = [
        ("und was kostet das?", true),
        ("wie lange dauert das", true),
        ("wo muss ich hin", true),
        ("und für Kinder?", true),
        ("Welche Unterlagen brauche ich dafür?", true),
        ("geht das auch online?", true),
        ("and how much is it", true),
        ("Was kostet die Hundesteuer?", false),
        ("und wo kann ich heiraten?", false),
        ("Ich möchte ein Gewerbe anmelden", false),
    ];
    for (text, expected) in rows {
        assert_eq!(read_in(&about_passports(), text).refers_back, expected, "{text}");
        assert!(
            !read_in(&fresh(), text).refers_back,
            "nothing to refer to: {text}"
        );
    }
    assert_eq!(
        read_in(&about_passports(), "und für Kinder?").facts,
        [FactKind::Fees]
    );
}

#[test]
fn not_online_is_no_question_for_the_online_service() {
    for text in [
        "Ich will das nicht online machen",
        "ohne Internet bitte",
        "I have no computer",
    ] {
        let understood = read_in(&fresh(), text);
        assert!(understood.declines_online(), "{text}");
        assert!(!understood.facts.contains(&FactKind::Online), "{text}");
    }
    assert!(!read_in(&fresh(), "geht das online?").declines_online());
}

#[test]
fn the_language_is_told_by_script_words_and_context() {
    let rows = [
        ("de", "Ich möchte meinen Wohnsitz ummelden"),
        ("de", "Hundesteuer"),
        ("de", "Reisepass"),
        ("de", "Giovanni Rossi"),
        ("de", "Parking"),
        ("en", "How do I register my address?"),
        ("en", "I lost my driving licence"),
        ("en", "I need an appointment"),
        ("tr", "Pasaportumu kaybettim, ne yapmam lazım?"),
        ("tr", "Köpek vergisi ne kadar?"),
        ("pl", "Jak mogę zameldować się w mieszkaniu?"),
        ("ru", "Где можно получить паспорт?"),
        ("uk", "Де я можу отримати довідку про реєстрацію?"),
        ("fr", "Où puis-je demander une carte d'identité ?"),
        ("es", "¿Dónde puedo renovar mi pasaporte?"),
        ("it", "Dove posso richiedere la carta d'identità?"),
        ("hr", "Gdje mogu prijaviti prebivalište?"),
        ("ro", "Unde pot să-mi înregistrez adresa?"),
        ("vi", "Tôi muốn đăng ký kết hôn ở đâu?"),
        ("ar", "أين يمكنني تسجيل عنواني؟"),
        ("fa", "کجا می‌توانم گذرنامه بگیرم؟"),
        ("el", "Πού μπορώ να δηλώσω τη διεύθυνσή μου;"),
        ("zh", "我在哪里可以登记"),
    ];
    for (code, text) in rows {
        assert_eq!(read_in(&fresh(), text).language.code(), code, "{text}");
    }
    let english = Conversation {
        language: Some(Language::EN),
        ..fresh()
    };
    assert_eq!(read_in(&english, "passport").language, Language::EN);
    assert_eq!(
        read_in(&english, "Ich möchte bitte meinen Hund anmelden").language,
        Language::DE
    );
}

#[test]
fn an_emergency_is_answered_in_the_language_of_its_words() {
    for (code, text) in [
        ("tr", "yangın var"),
        ("uk", "викличте швидку"),
        ("fr", "je veux mourir"),
        ("de", "es brennt"),
    ] {
        assert_eq!(read_in(&fresh(), text).language.code(), code, "{text}");
    }
}

#[test]
fn insults_are_recognised_and_matters_in_rough_words_stay_matters() {
    for text in [
        "du bist so ein Idiot",
        "ihr seid doch alle Vollidioten",
        "fuck you",
        "Scheiß Verein",
        "was für ein Saftladen",
        "you are all such morons",
    ] {
        assert_eq!(name(read_in(&fresh(), text).intent), "abuse", "{text}");
    }
    for text in [
        "scheiße, ich habe meinen Ausweis verloren",
        "Behördenidioten wollen schon wieder Geld für den Reisepass, was kostet der?",
        "mein blöder Ausweis ist abgelaufen",
        "Sie sind mein letzter Versuch: Wohngeld",
        "wo werfe ich leere Flaschen weg",
    ] {
        assert_eq!(name(read_in(&fresh(), text).intent), "matter", "{text}");
    }
}

#[test]
fn a_life_event_is_named_only_where_little_else_is() {
    for (text, slug) in [
        ("mein Opa ist gestorben, was jetzt?", Some("death")),
        ("ich bin schwanger", Some("family")),
        ("wir ziehen nach München", Some("moving")),
        ("ich mache mich selbständig", Some("business")),
        ("I am pregnant", Some("family")),
        ("mein Hund ist gestorben", None),
        ("Was kostet ein Reisepass?", None),
        (
            "nach dem Umzug Parkausweis für das Auto meiner Tochter ändern",
            None,
        ),
    ] {
        let found = read_in(&fresh(), text).life_event();
        assert_eq!(
            found.as_ref().map(crate::ids::LifeEventId::as_str),
            slug,
            "{text}"
        );
    }
}

#[test]
fn an_office_is_named_whole_in_part_or_by_what_it_belongs_to() {
    let fit = |text: &str, name: &str| read_in(&fresh(), text).office_fit(name, "KVR-II/235");
    for (text, name, expected) in [
        (
            "Wann hat das Bürgerbüro in Pasing offen?",
            "Bürgerbüro Pasing",
            Some(OfficeFit::Whole),
        ),
        ("Pasing Bürgerbüro", "Bürgerbüro Pasing", Some(OfficeFit::Whole)),
        (
            "Öffnungszeiten Bürgerbüro",
            "Bürgerbüro Pasing",
            Some(OfficeFit::Part),
        ),
        (
            "Telefonnummer KVR Führerscheinstelle",
            "Führerscheinstelle",
            Some(OfficeFit::Whole),
        ),
        (
            "Wann hat das KVR offen?",
            "Führerscheinstelle",
            Some(OfficeFit::Beside),
        ),
        ("Was kostet das Bürgerbüro Neuhausen", "Bürgerbüro Pasing", None),
    ] {
        assert_eq!(fit(text, name), expected, "{text}");
    }
}

//! From an inbound message to what was understood of it.

use super::choice::{Choosing, chosen, own_words};
use super::language::detect;
use super::lexicon::{LEXICON, Rule};
use super::words::{fold, folded_words, is_close};
use super::{EmergencyKind, Intent, OfficeFit, Understanding};
use crate::article::FactKind;
use crate::conversation::{Conversation, Inbound};
use crate::ids::LifeEventId;
use crate::locale::{Language, Locale};
use crate::personal::Personal;
use crate::text::normal_form;

/// Longest utterance, in words, that a connective such as "und für …" ties to what was said before.
const BACK_WORDS_MAX: usize = 7;
/// Most words of its own that an utterance may have beside the life event it names.
const BESIDE_LIFE_EVENT_MAX: usize = 2;

/// Understands one message in its conversation. Pure and total.
#[must_use]
pub fn understand(content: &Inbound, conversation: &Conversation, locale: Locale) -> Understanding {
    let known = conversation.language.unwrap_or_else(|| locale.language());
    let pressed = |intent, facts: &[FactKind]| Understanding {
        language: known,
        normal_form: Personal::default(),
        intent,
        facts: facts.to_vec(),
        refers_back: false,
    };
    match content {
        Inbound::Text { text } => read(text.reveal(), conversation, known),
        Inbound::Choice { option, .. } => pressed(Intent::Choice { option: *option }, &[]),
        Inbound::Topic { facts, .. } => pressed(Intent::Matter, facts),
        Inbound::Person => pressed(Intent::Person, &[]),
    }
}

fn read(text: &str, conversation: &Conversation, known: Language) -> Understanding {
    let words = folded_words(text);
    let detected = detect(text, known);
    let (intent, told) = intent(text, &words, conversation);
    let mut facts = facts_asked(&words);
    let refers_back = intent == Intent::Matter && conversation.matter.is_some() && refers_back(&words);
    if refers_back && facts.is_empty() && has_matter_words(&words) {
        facts.clone_from(&conversation.facts_asked);
    }
    Understanding {
        language: told.unwrap_or(detected),
        normal_form: Personal::new(normal_form(text)),
        intent,
        facts,
        refers_back,
    }
}

/// The intent, and the language if the rule that told it belongs to one.
fn intent(text: &str, words: &[String], conversation: &Conversation) -> (Intent, Option<Language>) {
    if words.is_empty() {
        return (by_signs(text), None);
    }
    if let Some(found) = emergency(words) {
        return found;
    }
    let found = |name: &str| LEXICON.recognise(name, words);
    let foreign = |rule: &Rule| rule.language.filter(|language| !is_own(*language));
    if found("abuse").is_some() {
        return (Intent::Abuse, None);
    }
    if let Some(rule) = found("person") {
        return (Intent::Person, foreign(rule));
    }
    match conversation
        .open_question()
        .map_or(Choosing::Nothing, |question| chosen(words, question))
    {
        Choosing::Option(option) => return (Intent::Choice { option: Some(option) }, None),
        Choosing::NoneOfThese => return (Intent::Choice { option: None }, None),
        Choosing::Nothing => {}
    }
    if found("not_it").is_some() {
        return (Intent::Choice { option: None }, None);
    }
    if let Some(intent) = courtesy(words) {
        return (intent, None);
    }
    let about_bot = [
        ("identity", Intent::Identity),
        ("help", Intent::Help),
        ("privacy", Intent::Privacy),
        ("small_talk", Intent::SmallTalk),
        ("own_case", Intent::OwnCase),
    ];
    let told = about_bot
        .into_iter()
        .find_map(|(name, intent)| Some((intent, foreign(found(name)?))));
    told.unwrap_or((Intent::Matter, None))
}

fn emergency(words: &[String]) -> Option<(Intent, Option<Language>)> {
    // Poison before rescue and violence before police: the narrower help is the better one.
    let kinds = [
        ("emergency.poison", EmergencyKind::Poison),
        ("emergency.rescue", EmergencyKind::Rescue),
        ("emergency.suicide", EmergencyKind::Suicide),
        ("emergency.violence", EmergencyKind::Violence),
        ("emergency.police", EmergencyKind::Police),
        ("emergency.doctor", EmergencyKind::Doctor),
    ];
    kinds.into_iter().find_map(|(name, kind)| {
        let rule = LEXICON.recognise(name, words)?;
        Some((Intent::Emergency { kind }, rule.language))
    })
}

/// Yes, no, thanks, goodbye or greeting, if there is nothing else in the words.
fn courtesy(words: &[String]) -> Option<Intent> {
    if !own_words(words, &["courtesy"]).is_empty() {
        return None;
    }
    let kinds = [
        ("courtesy.no", Intent::No),
        ("courtesy.thanks", Intent::Thanks),
        ("courtesy.yes", Intent::Yes),
        ("courtesy.goodbye", Intent::Goodbye),
        ("courtesy.greeting", Intent::Greeting),
    ];
    let found = kinds
        .into_iter()
        .find(|(name, _)| LEXICON.recognise(name, words).is_some())
        .map(|(_, kind)| kind);
    match found {
        // "ja, danke" says yes; "ok, danke" and "super, danke" say thanks.
        Some(Intent::Thanks) if words.first().is_some_and(|word| word == "ja" || word == "yes") => {
            Some(Intent::Yes)
        }
        other => other,
    }
}

/// Signs without words: thumbs, waving, folded hands.
fn by_signs(text: &str) -> Intent {
    let has = |signs: &[char]| text.contains(signs);
    if has(&['👍', '👌', '✅', '✔']) {
        Intent::Yes
    } else if has(&['👎', '❌']) {
        Intent::No
    } else if has(&['🙏', '❤', '😊', '🙂', '😀']) {
        Intent::Thanks
    } else if has(&['👋']) {
        Intent::Greeting
    } else {
        Intent::Help
    }
}

fn facts_asked(words: &[String]) -> Vec<FactKind> {
    let declines_online = declines_online(words);
    let mut facts = Vec::new();
    for (_, name) in LEXICON.all("facts", words) {
        let Some(kind) = fact_kind(name) else { continue };
        let is_declined = kind == FactKind::Online && declines_online;
        if !is_declined && !facts.contains(&kind) {
            facts.push(kind);
        }
    }
    // "Wie" and "wo" go along with the narrower questions; alone they are questions of their own.
    if facts.len() > 1 && facts.contains(&FactKind::Online) {
        facts.retain(|kind| !matches!(kind, FactKind::Steps | FactKind::Where));
    }
    if facts
        .iter()
        .any(|kind| matches!(kind, FactKind::Appointment | FactKind::Form | FactKind::Hours))
    {
        facts.retain(|kind| !matches!(kind, FactKind::Steps | FactKind::Where));
    }
    facts
}

fn fact_kind(rule: &str) -> Option<FactKind> {
    Some(match rule {
        "facts.fees" => FactKind::Fees,
        "facts.documents" => FactKind::Documents,
        "facts.requirements" => FactKind::Requirements,
        "facts.steps" => FactKind::Steps,
        "facts.duration" => FactKind::Duration,
        "facts.deadline" => FactKind::Deadline,
        "facts.where" => FactKind::Where,
        "facts.online" => FactKind::Online,
        "facts.appointment" => FactKind::Appointment,
        "facts.form" => FactKind::Form,
        "facts.hours" => FactKind::Hours,
        "facts.legal" => FactKind::LegalBasis,
        _ => return None,
    })
}

fn refers_back(words: &[String]) -> bool {
    !has_matter_words(words) || (words.len() <= BACK_WORDS_MAX && LEXICON.recognise("back", words).is_some())
}

/// Whether the words name a matter, beyond courtesy, function words and the facts asked for.
pub(super) fn has_matter_words(words: &[String]) -> bool {
    !own_words(words, &["courtesy", "stop", "vague", "facts", "declines_online"]).is_empty()
}

/// The words of a normal form that name its matter, as they were written.
pub(super) fn matter_words(normal_form: &str) -> String {
    let written = crate::text::words(normal_form);
    let folded: Vec<String> = written.iter().map(|word| fold(word)).collect();
    let covered: Vec<_> = ["courtesy", "stop", "vague"]
        .into_iter()
        .map(|rule| LEXICON.covered(rule, &folded))
        .collect();
    let own = written
        .iter()
        .enumerate()
        .filter(|(place, _)| !covered.iter().any(|places| places.contains(place)));
    own.map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" ")
}

/// See [`Understanding::office_fit`].
pub(super) fn office_fit(normal_form: &str, name: &str, beside: &str) -> Option<OfficeFit> {
    let asked = office_words(normal_form);
    let (name, beside) = (folded_words(name), folded_words(beside));
    let is_in =
        |word: &String, known: &[String]| known.iter().any(|part| part == word || is_close(word, part));
    if asked.is_empty()
        || !asked
            .iter()
            .all(|word| is_in(word, &name) || is_in(word, &beside))
    {
        return None;
    }
    if !asked.iter().any(|word| is_in(word, &name)) {
        return Some(OfficeFit::Beside);
    }
    let own: Vec<String> = own_words(&name, &["courtesy", "stop"])
        .into_iter()
        .map(str::to_owned)
        .collect();
    let is_whole = own
        .iter()
        .all(|part| asked.iter().any(|word| part == word || is_close(word, part)));
    Some(if is_whole {
        OfficeFit::Whole
    } else {
        OfficeFit::Part
    })
}

/// See [`Understanding::names_kind_of_office`].
pub(super) fn names_kind_of_office(normal_form: &str) -> bool {
    LEXICON
        .recognise("office_kind", &office_words(normal_form))
        .is_some()
}

/// See [`Understanding::life_event`].
pub(super) fn life_event(words: &[String]) -> Option<LifeEventId> {
    let beside = own_words(words, &["courtesy", "stop", "vague", "facts", LIFE_EVENTS]);
    if beside.len() > BESIDE_LIFE_EVENT_MAX {
        return None;
    }
    let rule = LEXICON.recognise(LIFE_EVENTS, words)?;
    rule.name
        .strip_prefix(LIFE_EVENTS)
        .and_then(|rest| rest.strip_prefix('.'))
        .map(LifeEventId::new)
}

/// Where the rules for life events stand.
const LIFE_EVENTS: &str = "life_event";

/// See [`Understanding::asks_how_to_get`].
pub(super) fn asks_how_to_get(words: &[String]) -> bool {
    LEXICON.recognise("get", words).is_some()
}

/// The folded words that may name an office: without courtesy, function words, facts, and words such as "Telefon".
pub(super) fn office_words(normal_form: &str) -> Vec<String> {
    let words = folded_words(normal_form);
    own_words(&words, &["courtesy", "stop", "facts", "reach"])
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// Whether a normal form and a title have the same words of their own; what the title adds in brackets does not count.
pub(super) fn names(normal_form: &str, title: &str) -> bool {
    let own = |text: &str| {
        let words = folded_words(text);
        let mut own: Vec<String> = own_words(&words, &["courtesy", "stop", "facts", "declines_online"])
            .into_iter()
            .map(str::to_owned)
            .collect();
        own.sort_unstable();
        own
    };
    let asked = own(normal_form);
    let title = title.split('(').next().unwrap_or(title);
    !asked.is_empty() && asked == own(title)
}

/// Whether somebody is to be reached.
pub(super) fn asks_how_to_reach(words: &[String]) -> bool {
    LEXICON.recognise("reach", words).is_some()
}

/// Whether the citizen says that they do not want to do it online.
pub(super) fn declines_online(words: &[String]) -> bool {
    LEXICON.recognise("declines_online", words).is_some()
}

/// German and English are detected by themselves; their rules also fire inside other languages' sentences.
fn is_own(language: Language) -> bool {
    language == Language::DE || language == Language::EN
}

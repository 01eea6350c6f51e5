//! Which other authority an utterance is about.

use super::lexicon::LEXICON;
use super::words::folded_words;

/// Where the rules for other authorities stand.
const RULES: &str = "remit";

/// The key of the authority whose matter the words name, if they name one that is not the city's.
pub(crate) fn authority_named(text: &str) -> Option<String> {
    let rule = LEXICON.recognise(RULES, &folded_words(text))?;
    rule.name
        .strip_prefix(RULES)
        .and_then(|rest| rest.strip_prefix('.'))
        .map(str::to_owned)
}

/// The keys of all authorities there are rules for.
#[cfg(test)]
pub(crate) fn authority_names() -> std::collections::BTreeSet<String> {
    LEXICON
        .names(RULES)
        .iter()
        .filter_map(|name| name.strip_prefix("remit."))
        .map(str::to_owned)
        .collect()
}

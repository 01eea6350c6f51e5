//! German separable verbs: „Wie melde ich mich an?“, „anzumelden“ and „angemeldet“ all mean what the catalogue calls
//! „Anmeldung“. The two parts are joined again wherever the index knows the joined word; nothing is guessed beyond it.

/// Separable prefixes of verbs that citizens use with an authority.
const PREFIXES: [&str; 14] = [
    "an", "ab", "um", "aus", "ein", "auf", "nach", "vor", "zu", "weg", "los", "fort", "weiter", "zurück",
];
/// How far before its prefix the verb may stand, in words.
const REACH: usize = 10;
/// Shortest verb form that is joined.
const VERB_CHARS_MIN: usize = 3;

/// The words of a question with separated verbs joined; `knows` says whether the index has a word.
pub(super) fn join(words: Vec<String>, mut knows: impl FnMut(&str) -> bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        if PREFIXES.contains(&word.as_str())
            && let Some(verb) = verb_before(&out, &word, &mut knows)
        {
            out[verb] = format!("{word}{}", out[verb]);
            continue;
        }
        out.push(infinitive(&word, &mut knows).unwrap_or(word));
    }
    out
}

/// The nearest word before that makes a known word together with the prefix.
fn verb_before(words: &[String], prefix: &str, knows: &mut impl FnMut(&str) -> bool) -> Option<usize> {
    let first = words.len().saturating_sub(REACH);
    (first..words.len()).rev().find(|at| {
        let verb = &words[*at];
        verb.chars().count() >= VERB_CHARS_MIN && is_verb_form(verb) && knows(&format!("{prefix}{verb}"))
    })
}

/// Present tense and imperative: melde, meldest, meldet, melden, meld.
fn is_verb_form(word: &str) -> bool {
    word.ends_with(['e', 't', 'n', 'd', 's', 'g', 'h', 'r', 'l'])
}

/// „anzumelden“ and „angemeldet“ without what is put between prefix and verb, if that makes a known word of an
/// unknown one.
fn infinitive(word: &str, knows: &mut impl FnMut(&str) -> bool) -> Option<String> {
    if knows(word) {
        return None;
    }
    PREFIXES.iter().find_map(|prefix| {
        let rest = word.strip_prefix(prefix)?;
        let verb = rest.strip_prefix("zu").or_else(|| rest.strip_prefix("ge"))?;
        Some(format!("{prefix}{verb}")).filter(|joined| verb.len() >= VERB_CHARS_MIN && knows(joined))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> String {
        let known = |word: &str| {
            ["anmeld", "abmeld", "ummeld", "abhol"]
                .iter()
                .any(|stem| word.starts_with(stem))
        };
        join(text.split(' ').map(str::to_owned).collect(), known).join(" ")
    }

    #[test]
    fn the_parts_of_a_verb_meet_again() {
        assert_eq!(
            joined("wie melde ich ein gewerbe an"),
            "wie anmelde ich ein gewerbe"
        );
        assert_eq!(joined("wo hole ich meinen pass ab"), "wo abhole ich meinen pass");
        assert_eq!(
            joined("ich habe vergessen mich anzumelden"),
            "ich habe vergessen mich anmelden"
        );
        assert_eq!(joined("bin schon umgemeldet"), "bin schon ummeldet");
    }

    #[test]
    fn what_the_index_does_not_know_stays_as_it_is() {
        assert_eq!(
            joined("ich komme an der schule vorbei"),
            "ich komme an der schule vorbei"
        );
        assert_eq!(joined("an wen wende ich mich"), "an wen wende ich mich");
    }
}

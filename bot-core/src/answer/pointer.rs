//! Answering from a pointer: the city has no text of its own on the matter, so it says who is responsible, and where
//! the page of whoever it is can be opened. The words come from the pointer, word for word.

use super::compose::{Composition, citation, contact};
use super::message::{Action, ActionKind, Referral, ReferralReason, RelatedMatter};
use crate::locale::Locale;
use crate::text::{Block, RichText};

/// Words with a point at their end that are no longer than this may be abbreviations.
const ABBREVIATION_MAX: usize = 2;

/// The referral a pointer stands for.
#[must_use]
pub(crate) fn pointer(from: &Composition<'_>) -> Referral {
    let (article, locale) = (from.article, from.locale);
    let lead = article.lead_in(locale).trim();
    // The text of a pointer is German; whoever reads another language gets the lead alone, or all of it in German.
    let is_readable = locale != Locale::En || !article.translations.contains_key(&locale);
    let more = is_readable.then(|| first_sentence(&article.body)).flatten();
    let text = match more {
        Some(more) if more != lead => format!("{lead} {more}"),
        _ => lead.to_owned(),
    };
    Referral {
        reason: ReferralReason::OutOfRemit,
        text,
        matter: Some(RelatedMatter {
            article: article.id.clone(),
            title: article.title_in(locale).to_owned(),
        }),
        contact: contact(from),
        options: Vec::new(),
        citation: Some(citation(article)),
        action: article.source.url.as_ref().map(|url| Action {
            kind: ActionKind::OpenPage,
            url: url.clone(),
        }),
    }
}

/// The first sentence of a text. A point ends one only before a capital letter, so that „z. B. in“ stays whole.
fn first_sentence(text: &RichText) -> Option<String> {
    let is_words = |block: &&Block| matches!(block, Block::Paragraph(_));
    let block = text.0.iter().find(is_words)?;
    let plain = RichText(vec![block.clone()]).to_plain();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let ends = |place: usize| {
        let (word, next) = (words.get(place), words.get(place + 1));
        word.is_some_and(|word| word.ends_with(['.', '!', '?']) && word.chars().count() > ABBREVIATION_MAX)
            && next.is_none_or(|next| next.chars().next().is_some_and(char::is_uppercase))
    };
    let end = (0..words.len())
        .find(|place| ends(*place))
        .map_or(words.len(), |place| place + 1);
    let sentence = words.get(..end)?.join(" ");
    (!sentence.is_empty()).then_some(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_ends_where_the_next_begins() {
        let rows = [
            ("Rufen Sie an. Oder nicht.", "Rufen Sie an."),
            (
                "Wählen Sie z. B. die 115 in München. Danke.",
                "Wählen Sie z. B. die 115 in München.",
            ),
            ("Ohne Ende", "Ohne Ende"),
        ];
        for (text, expected) in rows {
            assert_eq!(first_sentence(&RichText::plain(text)).as_deref(), Some(expected));
        }
        assert_eq!(first_sentence(&RichText::default()), None);
    }
}

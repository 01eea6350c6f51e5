//! Excerpts: where an article has no section for a fact, the whole blocks of its text that speak of it. Word for
//! word, never rephrased.

use crate::article::FactKind;
use crate::text::{Block, Inline, RichText, fold_letters, shorten};

/// Longest excerpt, in letters.
const CHARS_MAX: usize = 700;

/// The blocks of `text` that speak of this fact; a heading brings its part along, a colon the list after it.
pub(super) fn excerpt(text: &RichText, kind: FactKind) -> Option<RichText> {
    let signs = signs(kind);
    let speaks = |words: &str| {
        let folded: String = fold_letters(&words.to_lowercase());
        signs.iter().any(|sign| folded.contains(&fold_letters(sign)))
    };
    let mut kept: Vec<Block> = Vec::new();
    let mut is_in_part = false;
    let mut is_announced = false;
    for (place, block) in text.0.iter().enumerate() {
        match block {
            Block::Heading(words) => {
                is_in_part = speaks(words);
                is_announced = false;
            }
            Block::Paragraph(inlines) => {
                let words = plain(inlines);
                let takes = is_in_part || speaks(&words);
                is_announced = takes && words.trim_end().ends_with(':');
                if takes {
                    kept.push(block.clone());
                }
            }
            Block::List { items, .. } => {
                let takes = is_in_part || is_announced || items.iter().any(|item| speaks(&plain(item)));
                if takes && !is_announced && !is_in_part {
                    kept.extend(announcement(text, place));
                }
                if takes {
                    kept.push(block.clone());
                }
                is_announced = false;
            }
        }
    }
    let excerpt = shorten(&RichText(kept), CHARS_MAX);
    (!excerpt.is_empty()).then_some(excerpt)
}

/// The paragraph that announces the list at `place`.
fn announcement(text: &RichText, place: usize) -> Option<Block> {
    let before = text.0.get(place.checked_sub(1)?)?;
    match before {
        Block::Paragraph(inlines) if plain(inlines).trim_end().ends_with(':') => Some(before.clone()),
        _ => None,
    }
}

fn plain(inlines: &[Inline]) -> String {
    RichText(vec![Block::Paragraph(inlines.to_vec())]).to_plain()
}

/// Parts of words, in lower case, that speak of a fact. None for facts that only a section of their own can tell.
const fn signs(kind: FactKind) -> &'static [&'static str] {
    match kind {
        FactKind::Fees => &[
            "gebühr",
            "kosten ",
            "kosten:",
            "kosten.",
            "kostet",
            "kostenfrei",
            "kostenlos",
            " euro",
            "€",
        ],
        FactKind::Documents => &[
            "unterlagen",
            "mitbringen",
            "mitzubringen",
            "vorlegen",
            "vorzulegen",
            "nachweise",
            "dokumente",
        ],
        FactKind::Requirements => &["voraussetzung", "anspruch", "berechtigt"],
        FactKind::Duration => &[
            "dauert",
            "bearbeitungszeit",
            "bearbeitungsdauer",
            "wochen",
            "werktage",
            "arbeitstage",
        ],
        FactKind::Deadline => &["frist", "spätestens", "innerhalb von", "binnen "],
        FactKind::Online => &["online", "internet", "elektronisch"],
        FactKind::Appointment => &["termin"],
        FactKind::Form => &["formular", "vordruck"],
        FactKind::Hours => &["öffnungszeit", "sprechzeit", "geöffnet"],
        FactKind::Steps | FactKind::Where | FactKind::LegalBasis => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(words: &str) -> Block {
        Block::Paragraph(vec![Inline::Text(words.to_owned())])
    }

    fn list(items: &[&str]) -> Block {
        let items = items
            .iter()
            .map(|item| vec![Inline::Text((*item).to_owned())])
            .collect();
        Block::List {
            ordered: false,
            items,
        }
    }

    #[test]
    fn only_the_blocks_that_speak_of_it_are_taken_whole() {
        let text = RichText(vec![
            paragraph("Sie ziehen um."),
            paragraph("Bitte bringen Sie diese Unterlagen mit:"),
            list(&["Ausweis", "Mietvertrag"]),
            Block::Heading("Gebühren".to_owned()),
            paragraph("Die Anmeldung ist frei."),
            Block::Heading("Hinweis".to_owned()),
            paragraph("Kommen Sie bald."),
        ]);
        let plain = |kind| excerpt(&text, kind).map(|text| text.to_plain());
        assert_eq!(
            plain(FactKind::Documents).as_deref(),
            Some("Bitte bringen Sie diese Unterlagen mit:\n– Ausweis\n– Mietvertrag")
        );
        assert_eq!(plain(FactKind::Fees).as_deref(), Some("Die Anmeldung ist frei."));
        assert_eq!(plain(FactKind::Duration), None);
    }

    #[test]
    fn a_list_that_speaks_of_it_comes_with_its_announcement() {
        let text = RichText(vec![
            paragraph("Es gilt:"),
            list(&["Kind: 13 Euro", "sonst nichts"]),
        ]);
        let found = excerpt(&text, FactKind::Fees).map(|text| text.to_plain());
        assert_eq!(
            found.as_deref(),
            Some("Es gilt:\n– Kind: 13 Euro\n– sonst nichts")
        );
    }
}

//! Shortening approved text: whole blocks and whole sentences only, so that nothing is ever half said.

use super::{Block, Inline, RichText};

/// Abbreviations whose full stop ends no sentence, in lower case without the stop.
const ABBREVIATIONS: [&str; 22] = [
    "z", "b", "d", "h", "u", "a", "nr", "abs", "art", "ca", "bzw", "str", "tel", "evtl", "ggf", "inkl",
    "max", "min", "usw", "vgl", "dr", "st",
];

/// The beginning of `text` of about `chars_max` letters: at least its first sentence, never half a sentence or list.
/// What only announces something left out (a heading, a paragraph that ends with a colon) is left out as well.
#[must_use]
pub fn shorten(text: &RichText, chars_max: usize) -> RichText {
    let mut kept: Vec<Block> = Vec::new();
    let mut used = 0;
    for block in &text.0 {
        let length = chars(block);
        if used + length <= chars_max {
            kept.push(block.clone());
            used += length;
            continue;
        }
        if let Block::Paragraph(inlines) = block {
            let is_first = !kept.iter().any(|block| !matches!(block, Block::Heading(_)));
            let start = sentences(inlines, chars_max.saturating_sub(used), is_first);
            if !start.is_empty() {
                kept.push(Block::Paragraph(start));
            }
        }
        break;
    }
    if kept.len() < text.0.len() {
        while kept.last().is_some_and(announces) {
            kept.pop();
        }
    }
    RichText(kept)
}

fn chars(block: &Block) -> usize {
    match block {
        Block::Heading(text) => text.chars().count(),
        Block::Paragraph(inlines) => inlines.iter().map(|inline| words(inline).chars().count()).sum(),
        Block::List { items, .. } => items
            .iter()
            .flatten()
            .map(|inline| words(inline).chars().count())
            .sum(),
    }
}

fn words(inline: &Inline) -> &str {
    match inline {
        Inline::Text(text) | Inline::Strong(text) | Inline::Link { label: text, .. } => text,
        Inline::Break => " ",
    }
}

/// Whether a block only introduces the one after it.
fn announces(block: &Block) -> bool {
    match block {
        Block::Heading(_) => true,
        Block::Paragraph(inlines) => inlines
            .iter()
            .map(words)
            .collect::<String>()
            .trim_end()
            .ends_with(':'),
        Block::List { .. } => false,
    }
}

/// The whole sentences of a paragraph that fit; the first one even if it alone is too long, when `needs_one`.
fn sentences(inlines: &[Inline], chars_max: usize, needs_one: bool) -> Vec<Inline> {
    let text: String = inlines.iter().map(words).collect();
    let ends = sentence_ends(&text);
    let fitting = ends.iter().copied().take_while(|end| *end <= chars_max).last();
    match fitting.or_else(|| ends.first().copied().filter(|_| needs_one)) {
        Some(end) => first_chars(inlines, end),
        None if needs_one => inlines.to_vec(),
        None => Vec::new(),
    }
}

/// Where sentences end, counted in letters, the end of the text included.
fn sentence_ends(text: &str) -> Vec<usize> {
    let letters: Vec<char> = text.chars().collect();
    let mut ends: Vec<usize> = Vec::new();
    for (place, letter) in letters.iter().enumerate() {
        let after = letters.get(place + 1);
        let is_stop = matches!(letter, '.' | '!' | '?') && after.is_none_or(|next| next.is_whitespace());
        if is_stop && !(*letter == '.' && is_abbreviation(&letters, place)) {
            ends.push(place + 1);
        }
    }
    if ends.last() != Some(&letters.len()) {
        ends.push(letters.len());
    }
    ends
}

/// A stop after a number or a known abbreviation, or before a small letter, ends no sentence.
fn is_abbreviation(letters: &[char], stop: usize) -> bool {
    let before: String = letters
        .get(..stop)
        .unwrap_or(&[])
        .iter()
        .rev()
        .take_while(|c| c.is_alphanumeric())
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let next = letters
        .get(stop + 1..)
        .unwrap_or(&[])
        .iter()
        .find(|c| !c.is_whitespace());
    let is_number = !before.is_empty() && before.chars().all(|c| c.is_ascii_digit());
    let goes_on = next.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
    ABBREVIATIONS.contains(&before.to_lowercase().as_str()) || goes_on || (is_number && next.is_some())
}

/// The first letters of a paragraph with its markup.
fn first_chars(inlines: &[Inline], mut left: usize) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in inlines {
        let length = words(inline).chars().count();
        if left == 0 {
            break;
        }
        out.push(match inline {
            Inline::Text(text) if length > left => Inline::Text(text.chars().take(left).collect()),
            Inline::Strong(text) if length > left => Inline::Strong(text.chars().take(left).collect()),
            other => other.clone(),
        });
        left = left.saturating_sub(length);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(blocks: &[&str]) -> RichText {
        RichText(
            blocks
                .iter()
                .map(|words| Block::Paragraph(vec![Inline::Text((*words).to_owned())]))
                .collect(),
        )
    }

    #[test]
    fn short_text_stays_as_it_is() {
        let whole = text(&["Ein Satz.", "Noch einer."]);
        assert_eq!(shorten(&whole, 500), whole);
    }

    #[test]
    fn only_whole_sentences_are_kept() {
        let long =
            text(&["Der erste Satz. Der zweite Satz, z. B. mit 3. Teil. Der dritte Satz ist zu lang."]);
        assert_eq!(
            shorten(&long, 55).to_plain(),
            "Der erste Satz. Der zweite Satz, z. B. mit 3. Teil."
        );
        assert_eq!(shorten(&long, 3).to_plain(), "Der erste Satz.");
    }

    #[test]
    fn what_only_announces_goes_with_what_it_announces() {
        let list = Block::List {
            ordered: false,
            items: vec![vec![Inline::Text("lang ".repeat(50))]],
        };
        let mut whole = text(&["Ein Satz.", "Sie brauchen:"]);
        whole.0.push(list);
        assert_eq!(shorten(&whole, 60).to_plain(), "Ein Satz.");
    }
}

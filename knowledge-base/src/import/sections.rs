//! Sorting a text into what citizens ask for. Only where the text itself says so, by a heading or by the line that
//! introduces a list; everything else stays body. Nothing is reworded and nothing is added.

use bot_core::article::{Fact, FactKind};
use bot_core::text::{Block, RichText, normal_form};

/// The headings of the source and the question each answers; the first match wins.
const HEADINGS: [(FactKind, &[&str]); 8] = [
    (FactKind::Documents, &["unterlagen", "mitzubringen", "bringen sie", "nachweise", "dokumente benötigt"]),
    (FactKind::Requirements, &["voraussetzung", "wer kann", "personenkreis", "wer darf", "anspruch haben"]),
    (FactKind::Fees, &["gebühr", "kosten"]),
    (FactKind::Duration, &["bearbeitungszeit", "bearbeitungsdauer"]),
    (FactKind::Deadline, &["frist"]),
    (FactKind::Hours, &["sprechzeiten", "öffnungszeiten"]),
    (FactKind::Steps, &["so funktioniert", "ablauf", "antragstellung", "so beantragen", "so geht", "verfahren"]),
    (FactKind::Appointment, &["terminvereinbarung", "termin"]),
];

/// Lines that introduce a list, by what they contain; they must end with a colon and a list must follow.
const INTRODUCTIONS: [(FactKind, &[&str]); 2] = [
    (
        FactKind::Documents,
        &["unterlagen", "bringen sie", "mitzubringen", "mitbringen", "dokumente", "vorzulegen", "legen sie"],
    ),
    (FactKind::Requirements, &["voraussetzung", "erfüllen"]),
];

/// Splits a text into fact sections and what remains of it.
#[must_use]
pub fn split(text: RichText) -> (Vec<Fact>, RichText) {
    let mut facts: Vec<Fact> = Vec::new();
    let mut body = Vec::new();
    let mut open: Option<FactKind> = None;
    let mut blocks = text.0.into_iter().peekable();
    while let Some(block) = blocks.next() {
        match &block {
            Block::Heading(heading) => {
                let is_part_of_hours = open == Some(FactKind::Hours) && is_weekday(heading);
                if !is_part_of_hours {
                    open = kind_of(heading, &HEADINGS);
                    // The section keeps its own heading only where that says more than the kind does.
                    if open.is_some() && normal_form(heading).split(' ').count() < 3 {
                        continue;
                    }
                }
            }
            Block::Paragraph(_) if open.is_none() && matches!(blocks.peek(), Some(Block::List { .. })) => {
                if let Some(kind) = introduced(&block) {
                    push(&mut facts, kind, Some(block));
                    push(&mut facts, kind, blocks.next());
                    continue;
                }
            }
            _ => {}
        }
        match open {
            Some(kind) => push(&mut facts, kind, Some(block)),
            None => body.push(block),
        }
    }
    facts.retain(|fact| !fact.text.is_empty());
    (facts, RichText(body))
}

fn is_weekday(heading: &str) -> bool {
    const WEEKDAYS: [&str; 7] = ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"];
    WEEKDAYS.iter().any(|day| normal_form(heading).starts_with(day))
}

fn introduced(block: &Block) -> Option<FactKind> {
    let line = RichText(vec![block.clone()]).to_plain();
    let last = line.rsplit(['.', '\n', '!']).next().unwrap_or_default();
    line.trim_end().ends_with(':').then(|| kind_of(last, &INTRODUCTIONS)).flatten()
}

fn kind_of(line: &str, table: &[(FactKind, &[&str])]) -> Option<FactKind> {
    let line = normal_form(line);
    table.iter().find(|(_, signs)| signs.iter().any(|sign| line.contains(sign))).map(|(kind, _)| *kind)
}

fn push(facts: &mut Vec<Fact>, kind: FactKind, block: Option<Block>) {
    let place = facts.iter().position(|fact| fact.kind == kind);
    let fact = match place {
        Some(place) => &mut facts[place],
        None => {
            facts.push(Fact { kind, text: RichText::default() });
            let last = facts.len() - 1;
            &mut facts[last]
        }
    };
    fact.text.0.extend(block);
}

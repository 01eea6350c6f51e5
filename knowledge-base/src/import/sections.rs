//! Sorting a text into what citizens ask for. Only where the text itself says so, by a heading or by the line that
//! introduces a list; everything else stays body. Nothing is reworded and nothing is added.

use bot_core::article::{Fact, FactKind};
use bot_core::text::{Block, Inline, RichText, normal_form};

/// How a sign is looked for in a line in normal form.
enum Sign {
    /// Some word begins so.
    Word(&'static str),
    /// The line begins so.
    Start(&'static str),
    /// These words stand somewhere, one after the other.
    Words(&'static str),
}

/// The headings of the source and the question each answers; the first match wins.
const HEADINGS: [(FactKind, &[Sign]); 8] = [
    (
        FactKind::Documents,
        &[
            Sign::Word("unterlagen"),
            Sign::Word("mitzubringen"),
            Sign::Words("bringen sie"),
        ],
    ),
    (
        FactKind::Requirements,
        &[
            Sign::Word("voraussetzung"),
            Sign::Start("wer kann"),
            Sign::Start("wer darf"),
            Sign::Start("personenkreis"),
        ],
    ),
    (FactKind::Fees, &[Sign::Word("gebühr"), Sign::Word("kosten")]),
    (
        FactKind::Duration,
        &[Sign::Word("bearbeitungszeit"), Sign::Word("bearbeitungsdauer")],
    ),
    (FactKind::Deadline, &[Sign::Word("frist")]),
    (
        FactKind::Hours,
        &[Sign::Word("sprechzeiten"), Sign::Word("öffnungszeiten")],
    ),
    (
        FactKind::Steps,
        &[
            Sign::Words("so funktioniert"),
            Sign::Start("ablauf"),
            Sign::Start("antrag"),
            Sign::Start("online antrag"),
        ],
    ),
    (
        FactKind::Appointment,
        &[Sign::Start("terminvereinbarung"), Sign::Start("termin")],
    ),
];

/// Lines that introduce a list, by what they contain; they must end with a colon and a list must follow.
const INTRODUCTIONS: [(FactKind, &[Sign]); 3] = [
    (
        FactKind::Steps,
        &[Sign::Words("online einreichen"), Sign::Words("gehen sie so vor")],
    ),
    (
        FactKind::Documents,
        &[
            Sign::Word("unterlagen"),
            Sign::Words("bringen sie"),
            Sign::Word("mitzubringen"),
            Sign::Word("dokumente"),
            Sign::Word("vorzulegen"),
            Sign::Words("legen sie"),
        ],
    ),
    (FactKind::Requirements, &[Sign::Word("voraussetzung")]),
];

/// Splits a text into fact sections and what remains of it.
#[must_use]
pub fn split(text: RichText) -> (Vec<Fact>, RichText) {
    let deadlines = deadlines(&text);
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
    for sentence in deadlines {
        push(
            &mut facts,
            FactKind::Deadline,
            Some(Block::Paragraph(vec![Inline::Text(sentence)])),
        );
    }
    facts.retain(|fact| !fact.text.is_empty());
    (facts, RichText(body))
}

fn is_weekday(heading: &str) -> bool {
    const WEEKDAYS: [&str; 7] = [
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
    ];
    WEEKDAYS.iter().any(|day| normal_form(heading).starts_with(day))
}

fn introduced(block: &Block) -> Option<FactKind> {
    let line = RichText(vec![block.clone()]).to_plain();
    let last = line.rsplit(['.', '\n', '!']).next().unwrap_or_default();
    line.trim_end()
        .ends_with(':')
        .then(|| kind_of(last, &INTRODUCTIONS))
        .flatten()
}

fn kind_of(line: &str, table: &[(FactKind, &[Sign])]) -> Option<FactKind> {
    let line = normal_form(line);
    let stands = |sign: &Sign| match sign {
        Sign::Word(word) => line.split(' ').any(|candidate| candidate.starts_with(word)),
        Sign::Start(start) => line.starts_with(start),
        Sign::Words(words) => line.contains(words),
    };
    table
        .iter()
        .find(|(_, signs)| signs.iter().any(stands))
        .map(|(kind, _)| *kind)
}

/// Sentences that say until when something must be done, quoted word by word. They stay where they are as well.
fn deadlines(text: &RichText) -> Vec<String> {
    let plain = text.to_plain();
    let mut found = Vec::new();
    for sentence in plain.split('\n').flat_map(|line| line.split_inclusive(". ")) {
        let words = normal_form(sentence);
        let names_time = words.contains("innerhalb von") || words.contains("spätestens");
        let is_duty = words.contains("müssen sie") || words.starts_with("reichen sie");
        if names_time && is_duty && sentence.trim_end().ends_with('.') {
            found.push(sentence.trim().to_owned());
        }
    }
    found
}

fn push(facts: &mut Vec<Fact>, kind: FactKind, block: Option<Block>) {
    if let Some(fact) = facts.iter_mut().find(|fact| fact.kind == kind) {
        fact.text.0.extend(block);
    } else {
        facts.push(Fact {
            kind,
            text: RichText(block.into_iter().collect()),
        });
    }
}

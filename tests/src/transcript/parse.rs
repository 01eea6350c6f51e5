//! Reading a transcript and writing it back.

use anyhow::{Context, Result, bail};
use bot_core::handover::Outcome;
use bot_core::locale::Locale;
use jiff::civil::DateTime;

/// One file.
#[derive(Debug, Clone, Default)]
pub struct Transcript {
    /// The steps in order.
    pub blocks: Vec<Block>,
    /// Remarks after the last step.
    pub tail: Vec<String>,
}

/// One step with what is expected of it.
#[derive(Debug, Clone)]
pub struct Block {
    /// Remarks and blank lines before it.
    pub head: Vec<String>,
    /// The line as written.
    pub line: String,
    /// What it means.
    pub step: Step,
    /// The lines that must follow.
    pub expected: Vec<String>,
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The clock shows this, in the authority's time zone.
    Clock(DateTime),
    /// The citizen reads this from now on.
    Language(Locale),
    /// The citizen writes.
    Says(String),
    /// The citizen presses an option, counted from 0; `None` for "none of these".
    Presses(Option<usize>),
    /// The citizen presses the button for a person.
    WantsPerson,
    /// The citizen picks a matter by its name.
    Picks(String),
    /// The citizen rates the last answer.
    Rates(Rating),
    /// The citizen takes back the wish for a person.
    Withdraws,
    /// The citizen's last message arrives once more.
    SendsAgain,
    /// All clerks are there.
    EverybodyThere,
    /// No clerk is there.
    NobodyThere,
    /// One more clerk is there, by name.
    There(String),
    /// The clerk who is asked accepts.
    Accepts,
    /// The clerk who is asked declines, with a reason.
    Declines(String),
    /// The clerk writes.
    Replies(String),
    /// The clerk gives the conversation back.
    HandsBack,
    /// The clerk closes it.
    Closes(Outcome),
}

/// Whether an answer helped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rating {
    /// It did.
    Helped,
    /// It did not, with a reason.
    NotHelped(String),
}

impl Transcript {
    /// Reads a file.
    ///
    /// # Errors
    /// A line that is no step, named by its number.
    pub fn parse(text: &str) -> Result<Self> {
        let mut out = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                out.tail.push(line.to_owned());
            } else if is_reply(line) {
                let block = out.blocks.last_mut().context("a reply before the first step")?;
                block.expected.push(line.to_owned());
            } else {
                let step = step(line).with_context(|| format!("line {}: {line:?}", index + 1))?;
                let head = std::mem::take(&mut out.tail);
                out.blocks.push(Block {
                    head,
                    line: line.to_owned(),
                    step,
                    expected: Vec::new(),
                });
            }
        }
        Ok(out)
    }

    /// The file with `replies` in place of what was expected.
    #[must_use]
    pub fn with_replies(&self, replies: &[Vec<String>]) -> String {
        let mut lines: Vec<&str> = Vec::new();
        for (block, reply) in self.blocks.iter().zip(replies) {
            lines.extend(block.head.iter().map(String::as_str));
            lines.push(&block.line);
            lines.extend(reply.iter().map(String::as_str));
        }
        lines.extend(self.tail.iter().map(String::as_str));
        while lines.last().is_some_and(|line| line.is_empty()) {
            lines.pop();
        }
        lines.join("\n") + "\n"
    }
}

fn is_reply(line: &str) -> bool {
    line.starts_with("Bot:") || line.starts_with("  ") || line.starts_with("* ")
}

fn step(line: &str) -> Result<Step> {
    if let Some(action) = line.strip_prefix("--- ") {
        return clerk_step(action);
    }
    let (who, what) = line
        .split_once(':')
        .map_or((line, ""), |(who, what)| (who, what.trim()));
    Ok(match who {
        "Uhr" => Step::Clock(
            what.replace(' ', "T")
                .parse()
                .context("expected a date and a time")?,
        ),
        "Sprache" => Step::Language(Locale::from_tag(what).context("expected de, de-simple or en")?),
        "Bürger" => Step::Says(what.to_owned()),
        "Bürger drückt" => pressed(what)?,
        "Bürger wählt" => Step::Picks(what.to_owned()),
        "Bürger bewertet" => Step::Rates(rating(what)?),
        "Bürger wartet nicht länger" => Step::Withdraws,
        "Bürger sendet erneut" => Step::SendsAgain,
        "Sachbearbeitung" => Step::Replies(what.to_owned()),
        _ => bail!("nobody of this name takes part"),
    })
}

fn clerk_step(action: &str) -> Result<Step> {
    let (what, how) = action
        .split_once(':')
        .map_or((action, ""), |(what, how)| (what, how.trim()));
    Ok(match what {
        "alle da" => Step::EverybodyThere,
        "niemand da" => Step::NobodyThere,
        "da" => Step::There(how.to_owned()),
        "nimmt an" => Step::Accepts,
        "lehnt ab" => Step::Declines(how.to_owned()),
        "gibt zurück" => Step::HandsBack,
        "schließt" => Step::Closes(outcome(how)?),
        _ => bail!("no clerk does this"),
    })
}

fn pressed(what: &str) -> Result<Step> {
    Ok(match what {
        "Mensch" => Step::WantsPerson,
        "keine" => Step::Presses(None),
        number => {
            let number: usize = number
                .trim_matches(['(', ')'])
                .parse()
                .context("expected an option")?;
            Step::Presses(Some(number.checked_sub(1).context("options are counted from 1")?))
        }
    })
}

fn rating(what: &str) -> Result<Rating> {
    match what
        .split_once(':')
        .map_or((what, ""), |(what, reason)| (what, reason.trim()))
    {
        ("hilft", _) => Ok(Rating::Helped),
        ("hilft nicht", reason) => Ok(Rating::NotHelped(reason.to_owned())),
        _ => bail!("expected hilft or hilft nicht"),
    }
}

fn outcome(how: &str) -> Result<Outcome> {
    Ok(match how {
        "erledigt" => Outcome::Solved,
        "verwiesen" => Outcome::Referred,
        "abgebrochen" => Outcome::Abandoned,
        "falsche Stelle" => Outcome::WrongDesk,
        _ => bail!("expected erledigt, verwiesen, abgebrochen or falsche Stelle"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Gebühren\n\nUhr: 2026-11-23 10:00\nBürger: Was kostet das?\nBot: Es kostet.\n  [Gebühren] 37 Euro\n\n--- schließt: erledigt\n* geschlossen\n";

    #[test]
    fn a_transcript_reads_and_writes_back_unchanged() {
        let transcript = Transcript::parse(TEXT).unwrap();
        let replies: Vec<_> = transcript
            .blocks
            .iter()
            .map(|block| block.expected.clone())
            .collect();
        assert_eq!(transcript.with_replies(&replies), TEXT);
        assert_eq!(
            transcript.blocks[1].step,
            Step::Says("Was kostet das?".to_owned())
        );
        assert_eq!(transcript.blocks[2].step, Step::Closes(Outcome::Solved));
    }

    #[test]
    fn a_line_that_says_nothing_is_named() {
        let error = Transcript::parse("Bürger: Hallo\nBürgerin: Hallo\n").unwrap_err();
        assert!(format!("{error:#}").contains("line 2"), "{error:#}");
        assert!(Transcript::parse("Bürger drückt: (0)").is_err());
    }
}

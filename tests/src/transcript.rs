//! Transcripts: German dialogue that a clerk can proofread, one behaviour a file, played against the real hub.
//!
//! ```text
//! # Eine Zeile Überschrift: was hier gezeigt wird.
//! Uhr: 2026-11-23 10:00
//! Bürger: Was kostet ein Personalausweis?
//! Bot: …                          (dies und alles Eingerückte schreibt UPDATE_TRANSCRIPTS=1)
//! ```
//!
//! What a file may say: `Uhr:` moves the clock (and lets offers run out), `Sprache:` chooses the locale, `Bürger:`
//! writes, `Bürger drückt:` presses an option (`(2)`, `keine`, `Mensch`), `Bürger wählt:` picks a matter by its name,
//! `Bürger bewertet:` rates the last answer (`hilft`, `hilft nicht: Grund`), `Bürger wartet nicht länger`,
//! `Bürger sendet erneut`, `Sachbearbeitung:` replies, and `---` is what a clerk does: `alle da`, `niemand da`,
//! `da: NAME`, `nimmt an`, `lehnt ab: Grund`, `gibt zurück`, `schließt: erledigt`.

mod parse;
mod player;
mod print;

pub use parse::{Block, Rating, Step, Transcript};
pub use player::{Stage, play};

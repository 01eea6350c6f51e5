//! Cuts a text into the pieces an encoder knows: `SentencePiece`'s unigram model, the likeliest cut (Viterbi).
//!
//! Deliberately absent: training, sampling, and turning pieces back into text.

use std::cmp::Ordering;

use super::charsmap::Charsmap;
use super::gguf::{Gguf, ModelError, Texts, malformed};

/// What stands for a space inside pieces.
const SPACE: char = '\u{2581}';

/// How a model treats spaces around and between words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spacing {
    /// Runs of spaces count as one, also at the end of the text.
    Collapsed,
    /// The same, and none at the end.
    Trimmed,
}

/// A tokenizer. The same text gives the same pieces, of at most the asked number.
#[derive(Debug)]
pub(super) struct Unigram {
    pieces: Texts,
    scores: Vec<f32>,
    /// Piece ids in the order of their bytes: a common prefix is one stretch of it.
    sorted: Vec<u32>,
    unknown_score: f32,
    charsmap: Charsmap,
    spacing: Spacing,
    begin: u32,
    end: u32,
    unknown: u32,
}

impl Unigram {
    /// Takes the tokenizer out of a model file. Pieces below `first_piece` are marks that no text contains.
    pub(super) fn take_from(
        model: &mut Gguf,
        first_piece: u32,
        spacing: Spacing,
    ) -> Result<Self, ModelError> {
        let pieces = model.take_texts("tokenizer.ggml.tokens")?;
        let scores = model.take_numbers("tokenizer.ggml.scores")?;
        let charsmap = Charsmap::parse(&model.take_bytes("tokenizer.ggml.precompiled_charsmap")?)?;
        let id = |key: &str| u32::try_from(model.whole(key)?).map_err(|_| malformed(key));
        let count = u32::try_from(pieces.len()).map_err(|_| malformed("the pieces"))?;
        if scores.len() != pieces.len() {
            return Err(malformed("tokenizer.ggml.scores"));
        }
        let mut sorted: Vec<u32> = (first_piece..count)
            .filter(|id| !piece(&pieces, *id).is_empty())
            .collect();
        sorted.sort_unstable_by(|a, b| piece(&pieces, *a).cmp(piece(&pieces, *b)));
        let worst = scores.iter().copied().fold(f32::INFINITY, f32::min);
        Ok(Self {
            begin: id("tokenizer.ggml.bos_token_id")?,
            end: id("tokenizer.ggml.eos_token_id")?,
            unknown: id("tokenizer.ggml.unknown_token_id")?,
            unknown_score: worst - 10.0,
            pieces,
            scores,
            sorted,
            charsmap,
            spacing,
        })
    }

    /// The ids of a text between the marks of begin and end, `max` of them at most.
    pub(super) fn encode(&self, text: &str, max: usize) -> Vec<u32> {
        let mut ids = vec![self.begin];
        ids.extend(self.cut(clipped(text, max)));
        ids.truncate(max.saturating_sub(1));
        ids.push(self.end);
        ids
    }

    fn cut(&self, text: &str) -> Vec<u32> {
        let text = self.normal_form(text);
        if text.is_empty() {
            return vec![self.unknown];
        }
        let steps = self.likeliest_steps(text.as_bytes());
        let mut ids = Vec::new();
        let mut at = text.len();
        while at > 0 {
            let Step { from, id, .. } = steps[at];
            // Unknown characters side by side are one unknown piece.
            if id != self.unknown || ids.last() != Some(&self.unknown) {
                ids.push(id);
            }
            at = from;
        }
        ids.reverse();
        ids
    }

    /// The best last step to each byte position that a character ends at.
    fn likeliest_steps(&self, text: &[u8]) -> Vec<Step> {
        let mut steps = vec![
            Step {
                score: f32::NEG_INFINITY,
                from: 0,
                id: self.unknown
            };
            text.len() + 1
        ];
        steps[0].score = 0.0;
        for start in 0..text.len() {
            let score = steps[start].score;
            if score == f32::NEG_INFINITY {
                continue;
            }
            let character = character_length(text[start]).min(text.len() - start);
            let mut is_known = false;
            self.each_prefix(&text[start..], |length, id| {
                is_known |= length == character;
                let step = Step {
                    score: score + self.score(id),
                    from: start,
                    id,
                };
                steps[start + length].improve(step);
            });
            if !is_known {
                let step = Step {
                    score: score + self.unknown_score,
                    from: start,
                    id: self.unknown,
                };
                steps[start + character].improve(step);
            }
        }
        steps
    }

    /// Calls back for each piece the text begins with, shortest first.
    fn each_prefix(&self, text: &[u8], mut found: impl FnMut(usize, u32)) {
        let mut candidates = &self.sorted[..];
        for (depth, byte) in text.iter().enumerate() {
            let at = |id: &u32| piece(&self.pieces, *id).get(depth).copied();
            let start = candidates.partition_point(|id| at(id) < Some(*byte));
            let stop = candidates.partition_point(|id| at(id).cmp(&Some(*byte)) != Ordering::Greater);
            candidates = &candidates[start..stop];
            let Some(first) = candidates.first() else { return };
            if piece(&self.pieces, *first).len() == depth + 1 {
                found(depth + 1, *first);
            }
        }
    }

    fn score(&self, id: u32) -> f32 {
        usize::try_from(id)
            .ok()
            .and_then(|id| self.scores.get(id))
            .copied()
            .unwrap_or(self.unknown_score)
    }

    /// Character rules, then spaces as the model writes them, one in front of the first word.
    fn normal_form(&self, text: &str) -> String {
        let mapped = self.charsmap.apply(text);
        let mapped = match self.spacing {
            Spacing::Collapsed => mapped.as_str(),
            Spacing::Trimmed => mapped.trim_end_matches(' '),
        };
        if mapped.trim_start_matches(' ').is_empty() && self.spacing == Spacing::Trimmed {
            return String::new();
        }
        let mut out = String::with_capacity(mapped.len() + 8);
        out.push(SPACE);
        let mut after_space = true;
        for character in mapped.chars() {
            match character {
                ' ' if after_space => {}
                ' ' => out.push(SPACE),
                other => out.push(other),
            }
            after_space = character == ' ';
        }
        out
    }
}

#[derive(Clone, Copy)]
struct Step {
    score: f32,
    from: usize,
    id: u32,
}

impl Step {
    fn improve(&mut self, other: Self) {
        if other.score > self.score {
            *self = other;
        }
    }
}

fn piece(pieces: &Texts, id: u32) -> &[u8] {
    usize::try_from(id).map(|id| pieces.get(id)).unwrap_or_default()
}

/// Bytes of the character that begins with this byte of valid UTF-8.
fn character_length(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
    }
}

/// Pieces have at most sixteen characters: what lies beyond cannot be among the first `max` pieces.
fn clipped(text: &str, max: usize) -> &str {
    const PIECE_CHARACTERS_MAX: usize = 16;
    text.char_indices()
        .nth(max * PIECE_CHARACTERS_MAX)
        .map_or(text, |(end, _)| &text[..end])
}

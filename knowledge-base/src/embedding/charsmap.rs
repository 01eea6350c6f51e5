//! The character rules a `SentencePiece` model brings along (NFKC with a few additions), as a double-array trie.
//!
//! Deliberately absent: case folding and any rule of our own. The encoders were trained on exactly this form.

use super::gguf::{ModelError, malformed};

/// Replaces characters the way the model's training did.
#[derive(Debug)]
pub(super) struct Charsmap {
    units: Vec<u32>,
    replacements: Vec<u8>,
}

impl Charsmap {
    /// Reads the map: the length of the trie in bytes, the trie, the replacements, each ended by a zero byte.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ModelError> {
        let wrong = || malformed("the charsmap");
        let (length, rest) = bytes.split_first_chunk().ok_or_else(wrong)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| wrong())?;
        let (trie, replacements) = rest.split_at_checked(length).ok_or_else(wrong)?;
        let units = trie
            .as_chunks()
            .0
            .iter()
            .map(|unit| u32::from_le_bytes(*unit))
            .collect();
        Ok(Self {
            units,
            replacements: replacements.to_vec(),
        })
    }

    /// The text with every longest known prefix replaced.
    pub(super) fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 8);
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let known = self
                .longest_prefix(rest.as_bytes())
                .and_then(|(length, replacement)| {
                    Some((rest.get(length..)?, std::str::from_utf8(replacement).ok()?))
                });
            if let Some((after, replacement)) = known {
                out.push_str(replacement);
                rest = after;
            } else {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        out
    }

    /// How many bytes match and what stands for them.
    fn longest_prefix(&self, text: &[u8]) -> Option<(usize, &[u8])> {
        let mut node = child_offset(*self.units.first()?);
        let mut longest = None;
        for (index, byte) in text.iter().enumerate() {
            node ^= u32::from(*byte);
            let Some(unit) = self.unit(node) else { break };
            if unit & 0x8000_00ff != u32::from(*byte) {
                break;
            }
            node ^= child_offset(unit);
            if unit & 0x100 != 0 {
                longest = Some((index + 1, self.unit(node)? & 0x7fff_ffff));
            }
        }
        let (length, start) = longest?;
        let replacement = self.replacements.get(usize::try_from(start).ok()?..)?;
        let end = replacement.iter().position(|byte| *byte == 0)?;
        Some((length, &replacement[..end]))
    }

    fn unit(&self, node: u32) -> Option<u32> {
        self.units.get(usize::try_from(node).ok()?).copied()
    }
}

/// Where the children of a unit begin, relative to it.
fn child_offset(unit: u32) -> u32 {
    (unit >> 10) << ((unit & 0x200) >> 6)
}

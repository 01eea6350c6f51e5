//! The vectors of known texts, kept from one start to the next and shipped for the sample city.
//!
//! A vector is found by what it was made of, the text and its role, so that a changed article costs only its changed
//! texts. Numbers are kept in eight bits with one scale a vector, which moves a cosine by less than a thousandth.
//! Deliberately absent: files; whoever has the bytes says where they lie. Texts of citizens never come here.

use sha2::{Digest, Sha256};

use super::Encoder;

/// Begins every vector file; the number at its end is the format's version.
const MAGIC: &[u8; 8] = b"AMTVEC01";

/// As what a text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A question, a title, a wording.
    Query,
    /// A longer text that may answer a question.
    Passage,
}

impl Role {
    fn encode(self, encoder: &dyn Encoder, text: &str) -> Vec<f32> {
        match self {
            Self::Query => encoder.query(text),
            Self::Passage => encoder.passage(text),
        }
    }
}

/// The fingerprint of a text in its role: the first 128 bits of SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextKey([u8; 16]);

impl TextKey {
    /// The key of this text in this role.
    #[must_use]
    pub fn of(role: Role, text: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(match role {
            Role::Query => b"q",
            Role::Passage => b"p",
        });
        hasher.update(text);
        let digest: [u8; 32] = hasher.finalize().into();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self(key)
    }
}

/// Why a vector file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("not a vector file of this version, or one that was cut off")]
pub struct VectorFileError;

/// Vectors of one encoder, found by the text they were made of.
#[derive(Clone, Debug)]
pub struct VectorStore {
    encoder: String,
    dimension: usize,
    /// In ascending order; scale and codes stand at the same place.
    keys: Vec<TextKey>,
    scales: Vec<f32>,
    codes: Vec<i8>,
}

impl VectorStore {
    /// A store without vectors for this encoder.
    #[must_use]
    pub fn new(encoder: &dyn Encoder) -> Self {
        let (encoder, dimension) = (encoder.id().to_owned(), encoder.dimension());
        Self {
            encoder,
            dimension,
            keys: Vec::new(),
            scales: Vec::new(),
            codes: Vec::new(),
        }
    }

    /// The id of the encoder that made the vectors.
    #[must_use]
    pub fn encoder(&self) -> &str {
        &self.encoder
    }

    /// How many numbers a vector has.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// How many vectors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether there is a vector for this text.
    #[must_use]
    pub fn contains(&self, key: TextKey) -> bool {
        self.place(key).is_some()
    }

    /// The vector of this text.
    #[must_use]
    pub fn get(&self, key: TextKey) -> Option<Vec<f32>> {
        self.place(key).map(|place| self.vector(place))
    }

    /// Encodes the texts that have no vector yet, until `stop` says so; gives how many were encoded. Meant for a
    /// thread of its own: a text takes milliseconds.
    pub fn complete<'a>(
        &mut self,
        encoder: &dyn Encoder,
        texts: impl IntoIterator<Item = (Role, &'a str)>,
        stop: impl Fn() -> bool,
    ) -> usize {
        let mut found: Vec<(TextKey, f32, Vec<i8>)> = Vec::new();
        let mut missing: Vec<(TextKey, Role, &str)> = texts
            .into_iter()
            .map(|(role, text)| (TextKey::of(role, text), role, text))
            .collect();
        missing.retain(|(key, ..)| !self.contains(*key));
        missing.sort_unstable_by_key(|(key, ..)| *key);
        missing.dedup_by_key(|(key, ..)| *key);
        for (key, role, text) in missing {
            if stop() {
                break;
            }
            let (scale, codes) = to_codes(&role.encode(encoder, text));
            found.push((key, scale, codes));
        }
        self.merge(&found);
        found.len()
    }

    /// Forgets every vector whose key is not among these.
    pub fn keep_only(&mut self, keys: &std::collections::HashSet<TextKey>) {
        let rest: Vec<_> = (0..self.len())
            .filter(|place| keys.contains(&self.keys[*place]))
            .map(|place| (self.keys[place], self.scales[place], self.codes(place).to_vec()))
            .collect();
        (self.keys, self.scales, self.codes) = (Vec::new(), Vec::new(), Vec::new());
        self.merge(&rest);
    }

    /// Reads what [`VectorStore::to_bytes`] wrote.
    ///
    /// # Errors
    /// If it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VectorFileError> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(VectorFileError)?;
        let [name, dimension, count] = [
            take_size(&mut rest)?,
            take_size(&mut rest)?,
            take_size(&mut rest)?,
        ];
        let encoder = std::str::from_utf8(take(&mut rest, Some(name))?).map_err(|_| VectorFileError)?;
        let keys = take(&mut rest, count.checked_mul(16))?;
        let scales = take(&mut rest, count.checked_mul(4))?;
        let codes = take(&mut rest, count.checked_mul(dimension))?;
        let keys: Vec<TextKey> = keys.as_chunks().0.iter().map(|key| TextKey(*key)).collect();
        if !rest.is_empty() || !keys.is_sorted_by(|a, b| a < b) {
            return Err(VectorFileError);
        }
        Ok(Self {
            encoder: encoder.to_owned(),
            dimension,
            keys,
            scales: scales
                .as_chunks()
                .0
                .iter()
                .map(|scale| f32::from_le_bytes(*scale))
                .collect(),
            codes: codes.iter().map(|code| code.cast_signed()).collect(),
        })
    }

    /// The store as a file. The same vectors give the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let sizes = [self.encoder.len(), self.dimension, self.len()];
        let sizes = sizes
            .iter()
            .flat_map(|size| u32::try_from(*size).unwrap_or(u32::MAX).to_le_bytes());
        MAGIC
            .iter()
            .copied()
            .chain(sizes)
            .chain(self.encoder.bytes())
            .chain(self.keys.iter().flat_map(|key| key.0))
            .chain(self.scales.iter().flat_map(|scale| scale.to_le_bytes()))
            .chain(self.codes.iter().map(|code| code.cast_unsigned()))
            .collect()
    }

    pub(super) fn place(&self, key: TextKey) -> Option<usize> {
        self.keys.binary_search(&key).ok()
    }

    pub(super) fn codes(&self, place: usize) -> &[i8] {
        &self.codes[place * self.dimension..][..self.dimension]
    }

    pub(super) fn scale(&self, place: usize) -> f32 {
        self.scales[place]
    }

    pub(super) fn vector(&self, place: usize) -> Vec<f32> {
        let scale = self.scale(place);
        self.codes(place)
            .iter()
            .map(|code| f32::from(*code) * scale)
            .collect()
    }

    /// Both sides are in ascending order and share no key.
    fn merge(&mut self, added: &[(TextKey, f32, Vec<i8>)]) {
        let count = self.len() + added.len();
        let (mut keys, mut scales) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut codes = Vec::with_capacity(count * self.dimension);
        let mut added = added.iter().peekable();
        let mut take = |key: TextKey, scale: f32, row: &[i8]| {
            keys.push(key);
            scales.push(scale);
            codes.extend_from_slice(row);
        };
        for place in 0..self.len() {
            while let Some((key, scale, row)) = added.next_if(|(key, ..)| *key < self.keys[place]) {
                take(*key, *scale, row);
            }
            take(self.keys[place], self.scales[place], self.codes(place));
        }
        for (key, scale, row) in added {
            take(*key, *scale, row);
        }
        (self.keys, self.scales, self.codes) = (keys, scales, codes);
    }
}

/// The largest number becomes ±127.
fn to_codes(vector: &[f32]) -> (f32, Vec<i8>) {
    let largest = vector
        .iter()
        .fold(0.0_f32, |largest, value| largest.max(value.abs()));
    if largest == 0.0 {
        return (0.0, vec![0; vector.len()]);
    }
    let factor = 127.0 / largest;
    #[expect(clippy::cast_possible_truncation, reason = "the factor keeps it within ±127")]
    let codes = vector
        .iter()
        .map(|value| (value * factor).round() as i8)
        .collect();
    (largest / 127.0, codes)
}

fn take<'a>(rest: &mut &'a [u8], count: Option<usize>) -> Result<&'a [u8], VectorFileError> {
    let (taken, after) = count
        .and_then(|count| rest.split_at_checked(count))
        .ok_or(VectorFileError)?;
    *rest = after;
    Ok(taken)
}

fn take_size(rest: &mut &[u8]) -> Result<usize, VectorFileError> {
    let (size, after) = rest.split_first_chunk().ok_or(VectorFileError)?;
    *rest = after;
    usize::try_from(u32::from_le_bytes(*size)).map_err(|_| VectorFileError)
}

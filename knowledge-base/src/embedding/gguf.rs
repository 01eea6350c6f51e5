//! Reads a model file in the GGUF format, version 3: its keys and its tensors.
//!
//! Only what the two shipped models need. Deliberately absent: writing, other quantisations than `Q4_0`, memory
//! mapping. The whole file is read front to back, so that a compressed one needs no second copy in memory.

use std::collections::HashMap;
use std::io::{self, Read};

/// Why a model file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file ended early or could not be decompressed.
    #[error("model file cannot be read")]
    Unreadable(#[from] io::Error),
    /// The file is not what its reader expects; the text names the key or tensor.
    #[error("model file is malformed at {0}")]
    Malformed(String),
}

pub(super) fn malformed(what: &str) -> ModelError {
    ModelError::Malformed(what.to_owned())
}

/// Many short texts in one allocation.
#[derive(Debug, Default)]
pub(super) struct Texts {
    joined: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of one text; empty where there is none.
    pub(super) fn get(&self, index: usize) -> &[u8] {
        let start = if index == 0 {
            0
        } else {
            self.ends.get(index - 1).copied().unwrap_or(0)
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.joined.get(start..end).unwrap_or_default()
    }

    fn push(&mut self, text: &[u8]) {
        self.joined.extend_from_slice(text);
        self.ends.push(self.joined.len());
    }
}

#[derive(Debug)]
enum Value {
    Whole(u32),
    Number(f32),
    Texts(Texts),
    Numbers(Vec<f32>),
    Bytes(Vec<u8>),
    Unused,
}

/// How the numbers of a tensor are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Storage {
    F32,
    F16,
    /// Blocks of 32 numbers: one half-precision scale, sixteen bytes of two 4-bit codes each.
    Q4,
    /// One byte a number.
    Codes,
}

impl Storage {
    fn from_tag(tag: u32) -> Option<Self> {
        match tag {
            0 => Some(Self::F32),
            1 => Some(Self::F16),
            2 => Some(Self::Q4),
            24 => Some(Self::Codes),
            _ => None,
        }
    }

    fn size_of(self, count: usize) -> usize {
        match self {
            Self::F32 => count.saturating_mul(4),
            Self::F16 => count.saturating_mul(2),
            Self::Q4 => (count / 32).saturating_mul(18),
            Self::Codes => count,
        }
    }
}

/// One tensor as it stands in the file; the first dimension runs fastest.
#[derive(Debug)]
pub(super) struct Tensor {
    pub(super) dimensions: Vec<usize>,
    pub(super) storage: Storage,
    pub(super) bytes: Vec<u8>,
}

/// A model file's content. Whoever builds an encoder takes the parts out, so that nothing is kept twice.
#[derive(Debug)]
pub(super) struct Gguf {
    values: HashMap<String, Value>,
    tensors: HashMap<String, Tensor>,
}

impl Gguf {
    /// Reads the whole file.
    pub(super) fn read(reader: impl Read) -> Result<Self, ModelError> {
        let mut source = Source { reader, position: 0 };
        if source.array()? != *b"GGUF" || source.whole()? != 3 {
            return Err(malformed("its first bytes"));
        }
        let (tensor_count, value_count) = (source.size()?, source.size()?);
        let mut values = HashMap::new();
        for _ in 0..value_count {
            let key = source.name()?;
            let tag = source.whole()?;
            values.insert(key, source.value(tag)?);
        }
        let mut places = Vec::new();
        for _ in 0..tensor_count {
            places.push(source.place()?);
        }
        places.sort_by_key(|place| place.offset);
        source.skip_to(source.position.next_multiple_of(32))?;
        let base = source.position;
        let mut tensors = HashMap::new();
        for Place {
            name,
            dimensions,
            storage,
            offset,
        } in places
        {
            source.skip_to(base + offset)?;
            let bytes = source.bytes(storage.size_of(dimensions.iter().product()))?;
            tensors.insert(
                name,
                Tensor {
                    dimensions,
                    storage,
                    bytes,
                },
            );
        }
        Ok(Self { values, tensors })
    }

    pub(super) fn whole(&self, key: &str) -> Result<usize, ModelError> {
        match self.values.get(key) {
            Some(Value::Whole(value)) => usize::try_from(*value).map_err(|_| malformed(key)),
            _ => Err(malformed(key)),
        }
    }

    pub(super) fn number(&self, key: &str) -> Result<f32, ModelError> {
        match self.values.get(key) {
            Some(Value::Number(value)) => Ok(*value),
            _ => Err(malformed(key)),
        }
    }

    pub(super) fn take_texts(&mut self, key: &str) -> Result<Texts, ModelError> {
        match self.values.remove(key) {
            Some(Value::Texts(texts)) => Ok(texts),
            _ => Err(malformed(key)),
        }
    }

    pub(super) fn take_numbers(&mut self, key: &str) -> Result<Vec<f32>, ModelError> {
        match self.values.remove(key) {
            Some(Value::Numbers(numbers)) => Ok(numbers),
            _ => Err(malformed(key)),
        }
    }

    pub(super) fn take_bytes(&mut self, key: &str) -> Result<Vec<u8>, ModelError> {
        match self.values.remove(key) {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(malformed(key)),
        }
    }

    /// A tensor of two dimensions in the given storage: (columns, rows, bytes).
    pub(super) fn take_matrix(
        &mut self,
        name: &str,
        storage: Storage,
    ) -> Result<(usize, usize, Vec<u8>), ModelError> {
        let tensor = self.tensors.remove(name).ok_or_else(|| malformed(name))?;
        match tensor.dimensions[..] {
            [columns, rows] if tensor.storage == storage => Ok((columns, rows, tensor.bytes)),
            _ => Err(malformed(name)),
        }
    }

    /// A tensor of any shape as numbers; it must hold `count` of them.
    pub(super) fn take_floats(&mut self, name: &str, count: usize) -> Result<Vec<f32>, ModelError> {
        let tensor = self.tensors.remove(name).ok_or_else(|| malformed(name))?;
        let floats = match tensor.storage {
            Storage::F32 => floats(&tensor.bytes),
            Storage::F16 => tensor
                .bytes
                .as_chunks()
                .0
                .iter()
                .map(|b| from_half(u16::from_le_bytes(*b)))
                .collect(),
            Storage::Q4 | Storage::Codes => return Err(malformed(name)),
        };
        if floats.len() == count {
            Ok(floats)
        } else {
            Err(malformed(name))
        }
    }
}

/// Little-endian single-precision numbers.
pub(super) fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|b| f32::from_le_bytes(*b))
        .collect()
}

/// The number a half-precision bit pattern stands for, exactly.
pub(super) fn from_half(bits: u16) -> f32 {
    let sign = u32::from(bits & 0x8000) << 16;
    let exponent = u32::from(bits >> 10 & 0x1f);
    let fraction = u32::from(bits & 0x3ff);
    match exponent {
        0 => f32::from_bits(sign | (f32::from(bits & 0x3ff) / 16_777_216.0).to_bits()),
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

struct Place {
    name: String,
    dimensions: Vec<usize>,
    storage: Storage,
    offset: usize,
}

struct Source<R> {
    reader: R,
    position: usize,
}

impl<R: Read> Source<R> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let mut bytes = [0; N];
        self.reader.read_exact(&mut bytes)?;
        self.position += N;
        Ok(bytes)
    }

    fn whole(&mut self) -> Result<u32, ModelError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn size(&mut self) -> Result<usize, ModelError> {
        usize::try_from(u64::from_le_bytes(self.array()?)).map_err(|_| malformed("a size"))
    }

    /// Reserves at most what is really there: a wrong length in a damaged file must not ask for all memory.
    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, ModelError> {
        const RESERVE_MAX: usize = 128 << 20;
        let mut bytes = Vec::with_capacity(count.min(RESERVE_MAX));
        let limit = u64::try_from(count).map_err(|_| malformed("a size"))?;
        let read = self.reader.by_ref().take(limit).read_to_end(&mut bytes)?;
        self.position += read;
        if read == count {
            Ok(bytes)
        } else {
            Err(io::Error::from(io::ErrorKind::UnexpectedEof).into())
        }
    }

    fn skip_to(&mut self, position: usize) -> Result<(), ModelError> {
        let gap = position
            .checked_sub(self.position)
            .ok_or_else(|| malformed("an offset"))?;
        self.bytes(gap).map(|_| ())
    }

    fn name(&mut self) -> Result<String, ModelError> {
        let length = self.size()?;
        String::from_utf8(self.bytes(length)?).map_err(|_| malformed("a name"))
    }

    fn value(&mut self, tag: u32) -> Result<Value, ModelError> {
        Ok(match tag {
            4 | 5 => Value::Whole(self.whole()?),
            6 => Value::Number(f32::from_bits(self.whole()?)),
            8 => {
                self.name()?;
                Value::Unused
            }
            9 => self.list()?,
            _ => {
                self.bytes(width(tag)?)?;
                Value::Unused
            }
        })
    }

    fn list(&mut self) -> Result<Value, ModelError> {
        let (tag, count) = (self.whole()?, self.size()?);
        Ok(match tag {
            0 => Value::Bytes(self.bytes(count)?),
            6 => Value::Numbers(floats(&self.bytes(count * 4)?)),
            8 => {
                let mut texts = Texts::default();
                for _ in 0..count {
                    let length = self.size()?;
                    texts.push(&self.bytes(length)?);
                }
                Value::Texts(texts)
            }
            _ => {
                self.bytes(count * width(tag)?)?;
                Value::Unused
            }
        })
    }

    fn place(&mut self) -> Result<Place, ModelError> {
        let name = self.name()?;
        let count = self.whole()?;
        let dimensions = (0..count).map(|_| self.size()).collect::<Result<Vec<_>, _>>()?;
        let storage = Storage::from_tag(self.whole()?).ok_or_else(|| malformed(&name))?;
        let offset = self.size()?;
        Ok(Place {
            name,
            dimensions,
            storage,
            offset,
        })
    }
}

/// Bytes of one value of the plain kinds.
fn width(tag: u32) -> Result<usize, ModelError> {
    match tag {
        0 | 1 | 7 => Ok(1),
        2 | 3 => Ok(2),
        4..=6 => Ok(4),
        10..=12 => Ok(8),
        _ => Err(malformed("a kind of value")),
    }
}

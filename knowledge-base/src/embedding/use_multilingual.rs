//! Universal Sentence Encoder, multilingual, version 3: a table of pieces, three convolutions over two, three and
//! five neighbours, and four dense layers.
//!
//! Deliberately absent: languages it was not trained on; whoever ranks decides by language whom to believe.

use std::io::Read;

use fearless_simd::Level;

use super::Encoder;
use super::dense::Dense;
use super::gguf::{Gguf, ModelError, Storage, malformed};
use super::unigram::{Spacing, Unigram};
use super::vector_math::{add, count_of, normalise_rows, rectify};

/// The name vectors of this model are stored under.
pub const ID: &str = "use-multilingual-v3";
/// The languages it was trained on.
pub const LANGUAGES: [&str; 15] = [
    "ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh",
];
/// Pieces below it are marks: unknown, begin, end.
const FIRST_PIECE: u32 = 3;
const TOKENS_MAX: usize = 512;
const PIECE_WIDTH: usize = 512;
const BRANCH_WIDTH: usize = 256;
/// Numbers a token: its piece and what each branch sees around it.
const FEATURES: usize = PIECE_WIDTH + 3 * BRANCH_WIDTH;
/// The table's codes are grouped by piece id; each group has its own scale.
const SCALE_GROUPS: usize = 17;

/// The encoder. Questions and longer texts are treated alike.
#[derive(Debug)]
pub struct UseMultilingual {
    pub(super) level: Level,
    tokenizer: Unigram,
    pieces: PieceTable,
    branches: [Branch; 3],
    gain: Vec<f32>,
    shift: Vec<f32>,
    mix: Dense,
    tower: Tower,
    epsilon: f32,
}

impl UseMultilingual {
    /// Reads the model from a GGUF file.
    ///
    /// # Errors
    /// If the file ends early or is not this model.
    pub fn read(reader: impl Read) -> Result<Self, ModelError> {
        let mut model = Gguf::read(reader)?;
        Ok(Self {
            level: Level::new(),
            tokenizer: Unigram::take_from(&mut model, FIRST_PIECE, Spacing::Trimmed)?,
            pieces: PieceTable::take_from(&mut model)?,
            branches: [
                Branch::take_from(&mut model, 2, 0)?,
                Branch::take_from(&mut model, 3, 1)?,
                Branch::take_from(&mut model, 5, 2)?,
            ],
            gain: model.take_floats("ln_g", FEATURES)?,
            shift: model.take_floats("ln_b", FEATURES)?,
            mix: Dense::take_from(&mut model, "cnn_W", Some("cnn_b"))?,
            tower: Tower::take_from(&mut model)?,
            epsilon: model.number("use.eps")?,
        })
    }

    /// The ids the model sees for a text.
    #[must_use]
    pub fn token_ids(&self, text: &str) -> Vec<u32> {
        self.tokenizer.encode(text, TOKENS_MAX)
    }

    fn encode(&self, text: &str) -> Vec<f32> {
        let ids = self.token_ids(text);
        let pieces: Vec<f32> = ids.iter().flat_map(|id| self.pieces.row(*id)).collect();
        let mut features = vec![0.0; ids.len() * FEATURES];
        copy_columns(&pieces, PIECE_WIDTH, &mut features, 0);
        for (index, branch) in self.branches.iter().enumerate() {
            let seen = branch.apply(self.level, &pieces, self.epsilon);
            copy_columns(
                &seen,
                BRANCH_WIDTH,
                &mut features,
                PIECE_WIDTH + index * BRANCH_WIDTH,
            );
        }
        normalise_rows(self.level, &mut features, &self.gain, &self.shift, self.epsilon);
        // The sum over tokens, divided by the root of their number.
        let mut mean = vec![0.0; FEATURES];
        for row in features.chunks_exact(FEATURES) {
            add(&mut mean, row);
        }
        let count = count_of(&ids);
        for value in &mut mean {
            *value /= count;
        }
        let mut mixed = self.mix.multiply(self.level, &mean);
        for value in &mut mixed {
            *value *= count.sqrt();
        }
        self.tower.apply(self.level, &mixed, self.epsilon)
    }
}

impl Encoder for UseMultilingual {
    fn id(&self) -> &str {
        ID
    }

    fn dimension(&self) -> usize {
        self.tower.outputs()
    }

    fn query(&self, text: &str) -> Vec<f32> {
        self.encode(text)
    }

    fn passage(&self, text: &str) -> Vec<f32> {
        self.encode(text)
    }
}

/// A vector for each piece, one byte a number.
#[derive(Debug)]
struct PieceTable {
    codes: Vec<u8>,
    scales: Vec<f32>,
    lowest: Vec<f32>,
}

impl PieceTable {
    fn take_from(model: &mut Gguf) -> Result<Self, ModelError> {
        let (width, _, codes) = model.take_matrix("emb.codes", Storage::Codes)?;
        if width != PIECE_WIDTH {
            return Err(malformed("emb.codes"));
        }
        let scales = model.take_floats("emb.scale", SCALE_GROUPS)?;
        Ok(Self {
            codes,
            scales,
            lowest: model.take_floats("emb.lo", SCALE_GROUPS)?,
        })
    }

    fn row(&self, id: u32) -> impl Iterator<Item = f32> {
        let id = usize::try_from(id).unwrap_or(0);
        let (scale, lowest) = (self.scales[id % SCALE_GROUPS], self.lowest[id % SCALE_GROUPS]);
        let codes = self
            .codes
            .get(id * PIECE_WIDTH..(id + 1) * PIECE_WIDTH)
            .unwrap_or_default();
        codes.iter().map(move |code| f32::from(*code) * scale + lowest)
    }
}

/// One convolution: what a token and its neighbours mean together.
#[derive(Debug)]
struct Branch {
    /// Tokens looked at together, and how many of them stand before the token itself.
    reach: usize,
    before: usize,
    project: Dense,
    gain: Vec<f32>,
    shift: Vec<f32>,
    first: Dense,
    second: Dense,
}

impl Branch {
    fn take_from(model: &mut Gguf, reach: usize, before: usize) -> Result<Self, ModelError> {
        let mut dense = |weights: &str, separator: &str, bias: &str| {
            Dense::take_from(
                model,
                &format!("{weights}{separator}{reach}"),
                Some(&format!("{bias}{separator}{reach}")),
            )
        };
        let project = dense("proj", "", "proj_b");
        let (first, second) = (dense("w1", "_", "b1")?, dense("w2", "_", "b2")?);
        let gain = model.take_floats(&format!("ln_g{reach}"), BRANCH_WIDTH)?;
        let shift = model.take_floats(&format!("ln_b{reach}"), BRANCH_WIDTH)?;
        Ok(Self {
            reach,
            before,
            project: project?,
            gain,
            shift,
            first,
            second,
        })
    }

    fn apply(&self, level: Level, pieces: &[f32], epsilon: f32) -> Vec<f32> {
        let mut states = self.project.multiply(level, pieces);
        normalise_rows(level, &mut states, &self.gain, &self.shift, epsilon);
        let states = self.convolve(level, &self.first, &states);
        self.convolve(level, &self.second, &states)
    }

    fn convolve(&self, level: Level, weights: &Dense, states: &[f32]) -> Vec<f32> {
        let mut out = weights.multiply(level, &self.windows(states));
        rectify(&mut out);
        add(&mut out, states);
        out
    }

    /// Each token's neighbours side by side; nothing stands beyond the ends.
    fn windows(&self, states: &[f32]) -> Vec<f32> {
        let (before, after) = (
            self.before * BRANCH_WIDTH,
            (self.reach - 1 - self.before) * BRANCH_WIDTH,
        );
        let mut padded = vec![0.0; before + states.len() + after];
        padded[before..before + states.len()].copy_from_slice(states);
        let starts = (0..states.len()).step_by(BRANCH_WIDTH);
        starts
            .flat_map(|start| &padded[start..start + self.reach * BRANCH_WIDTH])
            .copied()
            .collect()
    }
}

/// The dense layers after the tokens were added up, with two shortcuts around them.
#[derive(Debug)]
struct Tower {
    layers: [Dense; 4],
    shortcuts: [Dense; 2],
}

impl Tower {
    fn take_from(model: &mut Gguf) -> Result<Self, ModelError> {
        let mut dense = |name: &str| Dense::take_from(model, name, None);
        let layers = [dense("d0")?, dense("d1")?, dense("d2")?, dense("d3")?];
        Ok(Self {
            layers,
            shortcuts: [dense("p1")?, dense("p3")?],
        })
    }

    fn outputs(&self) -> usize {
        self.layers[3].outputs
    }

    fn apply(&self, level: Level, input: &[f32], epsilon: f32) -> Vec<f32> {
        let rectified = |mut values: Vec<f32>| {
            rectify(&mut values);
            values
        };
        let first = rectified(self.layers[0].multiply(level, input));
        let mut second = self.shortcuts[0].multiply(level, input);
        add(&mut second, &self.layers[1].multiply(level, &first));
        let second = rectified(second);
        let third = rectified(self.layers[2].multiply(level, &second));
        let mut out = self.shortcuts[1].multiply(level, &second);
        add(&mut out, &self.layers[3].multiply(level, &third));
        for value in &mut out {
            *value = value.tanh();
        }
        let length = out
            .iter()
            .map(|value| value * value)
            .sum::<f32>()
            .max(epsilon)
            .sqrt();
        for value in &mut out {
            *value /= length;
        }
        out
    }
}

/// Copies rows of `width` numbers into wider rows, from column `start`.
fn copy_columns(rows: &[f32], width: usize, out: &mut [f32], start: usize) {
    for (row, out) in rows.chunks_exact(width).zip(out.chunks_exact_mut(FEATURES)) {
        out[start..start + width].copy_from_slice(row);
    }
}

//! multilingual-e5-small: a transformer of twelve layers (BERT), 4-bit weights, mean of all tokens, length one.
//!
//! Deliberately absent: other BERT shapes as a promise. What the file says about its size is believed, but only this
//! model's vectors are tested.

use std::io::Read;

use fearless_simd::{Level, dispatch};

use super::Encoder;
use super::gguf::{Gguf, ModelError, Storage, malformed};
use super::quantised::{Quantised, QuantisedMatrix, RowTable};
use super::unigram::{Spacing, Unigram};
use super::vector_math::{add, add_scaled, dot, gelu, normalise_rows, softmax, to_unit_length};

/// The name vectors of this model are stored under.
pub const ID: &str = "multilingual-e5-small-q4-eu80k";
/// Pieces below it are marks: begin, padding, end, unknown.
const FIRST_PIECE: u32 = 4;
/// Tokens of a question that are looked at: time grows with them, and a citizen waits.
const QUERY_TOKENS_MAX: usize = 256;

/// The encoder. Texts are prefixed the way the model was trained: questions "query: ", longer texts "passage: ".
#[derive(Debug)]
pub struct E5 {
    pub(super) level: Level,
    tokenizer: Unigram,
    shape: Shape,
    words: RowTable,
    /// Position and token kind, added up.
    positions: Vec<f32>,
    input_norm: Norm,
    layers: Vec<Layer>,
}

#[derive(Clone, Copy, Debug)]
struct Shape {
    width: usize,
    heads: usize,
    inner: usize,
    tokens_max: usize,
    epsilon: f32,
}

#[derive(Debug)]
struct Norm {
    gain: Vec<f32>,
    shift: Vec<f32>,
}

#[derive(Debug)]
struct Layer {
    query: QuantisedMatrix,
    key: QuantisedMatrix,
    value: QuantisedMatrix,
    output: QuantisedMatrix,
    attention_norm: Norm,
    widen: QuantisedMatrix,
    narrow: QuantisedMatrix,
    output_norm: Norm,
}

impl E5 {
    /// Reads the model from a GGUF file.
    ///
    /// # Errors
    /// If the file ends early or is not this kind of model.
    pub fn read(reader: impl Read) -> Result<Self, ModelError> {
        let mut model = Gguf::read(reader)?;
        let shape = Shape {
            width: model.whole("bert.embedding_length")?,
            heads: model.whole("bert.attention.head_count")?,
            inner: model.whole("bert.feed_forward_length")?,
            tokens_max: model.whole("bert.context_length")?,
            epsilon: model.number("bert.attention.layer_norm_epsilon")?,
        };
        if shape.heads == 0 || !shape.width.is_multiple_of(shape.heads) || shape.tokens_max < 2 {
            return Err(malformed("the shape of the model"));
        }
        let tokenizer = Unigram::take_from(&mut model, FIRST_PIECE, Spacing::Collapsed)?;
        let (width, _, blocks) = model.take_matrix("token_embd.weight", Storage::Q4)?;
        let mut positions = model.take_floats("position_embd.weight", shape.tokens_max * shape.width)?;
        let kinds = model.take_floats("token_types.weight", 2 * shape.width)?;
        for position in positions.chunks_exact_mut(shape.width) {
            add(position, &kinds);
        }
        let input_norm = Norm::take_from(&mut model, "token_embd_norm", shape.width)?;
        let layers = (0..model.whole("bert.block_count")?)
            .map(|index| Layer::take_from(&mut model, index, shape))
            .collect::<Result<_, _>>()?;
        let words = RowTable::new(width, blocks);
        Ok(Self {
            level: Level::new(),
            tokenizer,
            shape,
            words,
            positions,
            input_norm,
            layers,
        })
    }

    /// The ids the model sees for a text that has its prefix already.
    #[must_use]
    pub fn token_ids(&self, text: &str, max: usize) -> Vec<u32> {
        self.tokenizer.encode(text, max.min(self.shape.tokens_max))
    }

    fn encode(&self, prefix: &str, text: &str, max: usize) -> Vec<f32> {
        let ids = self.token_ids(&format!("{prefix}{text}"), max);
        let width = self.shape.width;
        let mut states = vec![0.0; ids.len() * width];
        for ((state, id), position) in states
            .chunks_exact_mut(width)
            .zip(ids)
            .zip(self.positions.chunks_exact(width))
        {
            self.words.read(usize::try_from(id).unwrap_or(usize::MAX), state);
            add(state, position);
        }
        self.input_norm.apply(self.level, self.shape, &mut states);
        let mut space = Space::new(self.shape, states.len() / width);
        for layer in &self.layers {
            layer.apply(self.level, self.shape, &mut states, &mut space);
        }
        let mut mean = vec![0.0; width];
        for state in states.chunks_exact(width) {
            add(&mut mean, state);
        }
        to_unit_length(&mut mean);
        mean
    }
}

impl Encoder for E5 {
    fn id(&self) -> &str {
        ID
    }

    fn dimension(&self) -> usize {
        self.shape.width
    }

    fn query(&self, text: &str) -> Vec<f32> {
        self.encode("query: ", text, QUERY_TOKENS_MAX)
    }

    fn passage(&self, text: &str) -> Vec<f32> {
        self.encode("passage: ", text, self.shape.tokens_max)
    }
}

impl Norm {
    fn take_from(model: &mut Gguf, name: &str, width: usize) -> Result<Self, ModelError> {
        let gain = model.take_floats(&format!("{name}.weight"), width)?;
        let shift = model.take_floats(&format!("{name}.bias"), width)?;
        Ok(Self { gain, shift })
    }

    fn apply(&self, level: Level, shape: Shape, states: &mut [f32]) {
        normalise_rows(level, states, &self.gain, &self.shift, shape.epsilon);
    }
}

impl Layer {
    fn take_from(model: &mut Gguf, index: usize, shape: Shape) -> Result<Self, ModelError> {
        let Shape { width, inner, .. } = shape;
        let mut matrix = |part: &str, outputs: usize| {
            let name = format!("blk.{index}.{part}");
            let blocks = model.take_matrix(&format!("{name}.weight"), Storage::Q4)?;
            QuantisedMatrix::weave(blocks, model.take_floats(&format!("{name}.bias"), outputs)?)
        };
        let (query, key, value) = (
            matrix("attn_q", width)?,
            matrix("attn_k", width)?,
            matrix("attn_v", width)?,
        );
        let (output, widen, narrow) = (
            matrix("attn_output", width)?,
            matrix("ffn_up", inner)?,
            matrix("ffn_down", width)?,
        );
        let attention_norm = Norm::take_from(model, &format!("blk.{index}.attn_output_norm"), width)?;
        let output_norm = Norm::take_from(model, &format!("blk.{index}.layer_output_norm"), width)?;
        Ok(Self {
            query,
            key,
            value,
            output,
            attention_norm,
            widen,
            narrow,
            output_norm,
        })
    }

    fn apply(&self, level: Level, shape: Shape, states: &mut [f32], space: &mut Space) {
        let input = Quantised::from_rows(level, states, shape.width);
        self.query.multiply(level, &input, &mut space.query);
        self.key.multiply(level, &input, &mut space.key);
        self.value.multiply(level, &input, &mut space.value);
        space.attend(level, shape);
        let input = Quantised::from_rows(level, &space.context, shape.width);
        self.output.multiply(level, &input, &mut space.change);
        add(states, &space.change);
        self.attention_norm.apply(level, shape, states);
        let input = Quantised::from_rows(level, states, shape.width);
        self.widen.multiply(level, &input, &mut space.inner);
        gelu(level, &mut space.inner);
        let input = Quantised::from_rows(level, &space.inner, shape.inner);
        self.narrow.multiply(level, &input, &mut space.change);
        add(states, &space.change);
        self.output_norm.apply(level, shape, states);
    }
}

/// Room for what a layer computes on its way, used again by the next.
struct Space {
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    context: Vec<f32>,
    change: Vec<f32>,
    inner: Vec<f32>,
    shares: Vec<f32>,
}

impl Space {
    fn new(shape: Shape, tokens: usize) -> Self {
        let states = || vec![0.0; tokens * shape.width];
        Self {
            query: states(),
            key: states(),
            value: states(),
            context: states(),
            change: states(),
            inner: vec![0.0; tokens * shape.inner],
            shares: vec![0.0; tokens.next_multiple_of(8)],
        }
    }

    /// Each token's values of all tokens, weighted by how well its query meets their keys, head by head.
    fn attend(&mut self, level: Level, shape: Shape) {
        let Self {
            query,
            key,
            value,
            context,
            shares,
            ..
        } = self;
        let width = shape.width / shape.heads;
        let scale = 1.0 / f32::from(u16::try_from(width).unwrap_or(u16::MAX)).sqrt();
        context.fill(0.0);
        dispatch!(level, simd => {
            let queries = query.chunks_exact(shape.width).zip(context.chunks_exact_mut(shape.width));
            for (query, context) in queries {
                for head in (0..shape.width).step_by(width) {
                    let query = &query[head..head + width];
                    shares.fill(f32::NEG_INFINITY);
                    for (share, key) in shares.iter_mut().zip(key.chunks_exact(shape.width)) {
                        *share = dot(simd, query, &key[head..head + width]) * scale;
                    }
                    softmax(simd, shares);
                    for (share, value) in shares.iter().zip(value.chunks_exact(shape.width)) {
                        add_scaled(simd, &mut context[head..head + width], *share, &value[head..head + width]);
                    }
                }
            }
        });
    }
}

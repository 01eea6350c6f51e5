//! Matrices of 4-bit weights times rows of 8-bit numbers: the transformer's arithmetic.
//!
//! Weights keep the model file's blocks of 32 columns with one scale; sixteen rows are woven together, so that one
//! vector holds two columns of all sixteen. Sums inside a block are whole numbers and exact. Deliberately absent:
//! other block formats.

#![expect(
    clippy::inline_always,
    reason = "a function inlined into `dispatch!` is what gets the instruction set"
)]

use fearless_simd::{Level, dispatch, f32x16, i16x32, i32x16, prelude::*};

use super::gguf::{ModelError, from_half, malformed};

/// Columns that share a scale.
const BLOCK: usize = 32;
/// Rows of a matrix computed together.
const GROUP: usize = 16;
const BLOCK_BYTES: usize = 18;
/// What a stored 4-bit code is above the weight it stands for.
const CODE_OFFSET: i32 = 8;

/// A matrix as the file has it, for looking up single rows.
#[derive(Debug)]
pub(super) struct RowTable {
    columns: usize,
    blocks: Vec<u8>,
}

impl RowTable {
    pub(super) fn new(columns: usize, blocks: Vec<u8>) -> Self {
        Self { columns, blocks }
    }

    /// Writes one row's numbers; leaves `out` alone if there is no such row.
    pub(super) fn read(&self, row: usize, out: &mut [f32]) {
        let bytes = self.columns / BLOCK * BLOCK_BYTES;
        let blocks = self
            .blocks
            .get(row * bytes..(row + 1) * bytes)
            .unwrap_or_default();
        for (block, out) in blocks
            .as_chunks::<BLOCK_BYTES>()
            .0
            .iter()
            .zip(out.as_chunks_mut::<BLOCK>().0)
        {
            let scale = from_half(u16::from_le_bytes([block[0], block[1]]));
            let (low, high) = out.split_at_mut(BLOCK / 2);
            for ((codes, low), high) in block[2..].iter().zip(low).zip(high) {
                *low = (f32::from(codes & 15) - 8.0) * scale;
                *high = (f32::from(codes >> 4) - 8.0) * scale;
            }
        }
    }
}

/// Rows of numbers as whole numbers of eight bits, each block of 32 with its own scale.
#[derive(Debug)]
pub(super) struct Quantised {
    blocks_per_row: usize,
    /// Two neighbouring columns in the halves of each number.
    pairs: Vec<[i32; BLOCK / 2]>,
    scales: Vec<f32>,
    /// What the weights' offset adds to each block, to be taken off again.
    corrections: Vec<i32>,
}

impl Quantised {
    /// Quantises rows of `columns` numbers.
    pub(super) fn from_rows(level: Level, values: &[f32], columns: usize) -> Self {
        let count = values.len() / BLOCK;
        let mut quantised = Self {
            blocks_per_row: columns / BLOCK,
            pairs: vec![[0; BLOCK / 2]; count],
            scales: vec![0.0; count],
            corrections: vec![0; count],
        };
        dispatch!(level, simd => {
            let blocks = values.as_chunks::<BLOCK>().0.iter().zip(&mut quantised.pairs);
            let rests = quantised.scales.iter_mut().zip(&mut quantised.corrections);
            for ((block, pairs), (scale, correction)) in blocks.zip(rests) {
                (*scale, *correction) = quantise_block(simd, block, pairs);
            }
        });
        quantised
    }
}

#[inline(always)]
fn quantise_block<S: Simd>(simd: S, block: &[f32; BLOCK], pairs: &mut [i32; BLOCK / 2]) -> (f32, i32) {
    let (low, high) = block.split_at(GROUP);
    let (low, high) = (f32x16::from_slice(simd, low), f32x16::from_slice(simd, high));
    let largest = low.abs().max(high.abs()).iter().copied().fold(0.0, f32::max);
    if largest == 0.0 {
        return (0.0, 0);
    }
    let factor = f32x16::splat(simd, 127.0 / largest);
    // Even columns and odd columns apart: a pair is then one shift and one "or".
    let (even, odd) = low.deinterleave(high);
    let even = i32x16::truncate_from((even * factor).round_ties_even());
    let odd = i32x16::truncate_from((odd * factor).round_ties_even());
    *pairs = ((odd << 16) | (even & 0xffff)).into();
    let sum: i32 = (even + odd).iter().sum();
    (largest / 127.0, -CODE_OFFSET * sum)
}

/// A matrix of 4-bit weights with a bias a row.
#[derive(Debug)]
pub(super) struct QuantisedMatrix {
    rows: usize,
    blocks_per_row: usize,
    /// Four vectors a block; each lane holds four codes, used one after the other.
    codes: Vec<[[i16; BLOCK]; 4]>,
    scales: Vec<[f32; GROUP]>,
    bias: Vec<f32>,
}

impl QuantisedMatrix {
    /// Weaves the file's blocks. Rows must come in sixteens, columns in thirty-twos.
    pub(super) fn weave(
        (columns, rows, bytes): (usize, usize, Vec<u8>),
        bias: Vec<f32>,
    ) -> Result<Self, ModelError> {
        let blocks_per_row = columns / BLOCK;
        let blocks = bytes.as_chunks::<BLOCK_BYTES>().0;
        let fits = rows % GROUP == 0 && columns % BLOCK == 0 && blocks.len() == rows * blocks_per_row;
        if !fits || bias.len() != rows {
            return Err(malformed("the shape of a matrix"));
        }
        let mut codes = vec![[[0; BLOCK]; 4]; rows / GROUP * blocks_per_row];
        let mut scales = vec![[0.0; GROUP]; codes.len()];
        for (row, blocks) in blocks.chunks_exact(blocks_per_row).enumerate() {
            let (group, lane) = (row / GROUP, row % GROUP);
            for (index, block) in blocks.iter().enumerate() {
                let place = group * blocks_per_row + index;
                scales[place][lane] = from_half(u16::from_le_bytes([block[0], block[1]]));
                weave_block(&block[2..], lane, &mut codes[place]);
            }
        }
        Ok(Self {
            rows,
            blocks_per_row,
            codes,
            scales,
            bias,
        })
    }

    /// The products of all rows of `input` with the matrix, row after row.
    pub(super) fn multiply(&self, level: Level, input: &Quantised, out: &mut [f32]) {
        dispatch!(level, simd => {
            for group in 0..self.rows / GROUP {
                self.multiply_group(simd, group, input, out);
            }
        });
    }

    #[inline(always)]
    fn multiply_group<S: Simd>(&self, simd: S, group: usize, input: &Quantised, out: &mut [f32]) {
        let count = input.scales.len() / input.blocks_per_row;
        let mut first = 0;
        while first < count {
            match count - first {
                4.. => first += self.multiply_tile::<S, 4>(simd, group, input, first, out),
                2.. => first += self.multiply_tile::<S, 2>(simd, group, input, first, out),
                _ => first += self.multiply_tile::<S, 1>(simd, group, input, first, out),
            }
        }
    }

    /// Sixteen matrix rows times `T` input rows; gives `T`.
    #[inline(always)]
    fn multiply_tile<S: Simd, const T: usize>(
        &self,
        simd: S,
        group: usize,
        input: &Quantised,
        first: usize,
        out: &mut [f32],
    ) -> usize {
        let blocks = self.blocks_per_row;
        let codes = &self.codes[group * blocks..][..blocks];
        let scales = &self.scales[group * blocks..][..blocks];
        let pairs: [_; T] = std::array::from_fn(|t| &input.pairs[(first + t) * blocks..][..blocks]);
        let factors: [_; T] = std::array::from_fn(|t| &input.scales[(first + t) * blocks..][..blocks]);
        let corrections: [_; T] =
            std::array::from_fn(|t| &input.corrections[(first + t) * blocks..][..blocks]);
        let bias = f32x16::from_slice(simd, &self.bias[group * GROUP..][..GROUP]);
        let mut sums = [bias; T];
        for (index, (codes, scales)) in codes.iter().zip(scales).enumerate() {
            let mut dots: [_; T] = std::array::from_fn(|t| i32x16::splat(simd, corrections[t][index]));
            for (quarter, codes) in codes.iter().enumerate() {
                let packed = i16x32::simd_from(simd, *codes);
                for step in 0..4 {
                    let weights = (packed >> (4 * step)) & 15;
                    for t in 0..T {
                        let pair = i32x16::splat(simd, pairs[t][index][quarter * 4 + step as usize]);
                        dots[t] += weights.pairwise_dot_product(pair.bitcast::<i16x32<S>>());
                    }
                }
            }
            let scales = f32x16::simd_from(simd, *scales);
            for t in 0..T {
                sums[t] = f32x16::float_from(dots[t]).mul_add(scales * factors[t][index], sums[t]);
            }
        }
        for (t, sums) in sums.iter().enumerate() {
            let place = (first + t) * self.rows + group * GROUP;
            sums.store_slice(&mut out[place..place + GROUP]);
        }
        T
    }
}

/// Puts the sixteen bytes of one row's block into its lanes.
fn weave_block(bytes: &[u8], lane: usize, codes: &mut [[i16; BLOCK]; 4]) {
    for column in 0..BLOCK {
        let byte = bytes[column % (BLOCK / 2)];
        let code = if column < BLOCK / 2 { byte & 15 } else { byte >> 4 };
        let (pair, half) = (column / 2, column % 2);
        codes[pair / 4][2 * lane + half] |= i16::from(code) << (4 * (pair % 4));
    }
}

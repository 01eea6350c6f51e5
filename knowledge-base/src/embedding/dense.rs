//! Matrices of single-precision weights times rows of numbers.
//!
//! Deliberately absent: sizes whose outputs do not come in sixteens, and anything but "inputs times weights plus bias".

#![expect(
    clippy::inline_always,
    reason = "a function inlined into `dispatch!` is what gets the instruction set"
)]

use fearless_simd::{Level, dispatch, f32x16, prelude::*};

use super::gguf::{Gguf, ModelError, Storage, floats, malformed};

/// Outputs computed together.
const GROUP: usize = 16;

/// A matrix with a bias an output.
#[derive(Debug)]
pub(super) struct Dense {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// For each group of outputs the weights of the first input, then of the second, and so on.
    weights: Vec<[f32; GROUP]>,
    bias: Vec<f32>,
}

impl Dense {
    /// Takes a matrix and, if it has one, its bias out of a model file.
    pub(super) fn take_from(model: &mut Gguf, name: &str, bias: Option<&str>) -> Result<Self, ModelError> {
        let (outputs, inputs, bytes) = model.take_matrix(name, Storage::F32)?;
        let rows = floats(&bytes);
        if outputs % GROUP != 0 || rows.len() != inputs * outputs {
            return Err(malformed(name));
        }
        let mut weights = vec![[0.0; GROUP]; rows.len() / GROUP];
        for (input, row) in rows.chunks_exact(outputs).enumerate() {
            for (group, part) in row.as_chunks::<GROUP>().0.iter().enumerate() {
                weights[group * inputs + input] = *part;
            }
        }
        let bias = match bias {
            Some(bias) => model.take_floats(bias, outputs)?,
            None => vec![0.0; outputs],
        };
        Ok(Self {
            inputs,
            outputs,
            weights,
            bias,
        })
    }

    /// The outputs of each row of inputs, row after row.
    pub(super) fn multiply(&self, level: Level, rows: &[f32]) -> Vec<f32> {
        let count = rows.len() / self.inputs;
        let mut out = vec![0.0; count * self.outputs];
        dispatch!(level, simd => {
            for group in 0..self.outputs / GROUP {
                let mut first = 0;
                while first < count {
                    first += match count - first {
                        4.. => self.multiply_tile::<_, 4>(simd, group, rows, first, &mut out),
                        _ => self.multiply_tile::<_, 1>(simd, group, rows, first, &mut out),
                    };
                }
            }
        });
        out
    }

    /// Sixteen outputs of `T` rows; gives `T`.
    #[inline(always)]
    fn multiply_tile<S: Simd, const T: usize>(
        &self,
        simd: S,
        group: usize,
        rows: &[f32],
        first: usize,
        out: &mut [f32],
    ) -> usize {
        let weights = &self.weights[group * self.inputs..][..self.inputs];
        let rows: [_; T] = std::array::from_fn(|t| &rows[(first + t) * self.inputs..][..self.inputs]);
        let mut sums = [f32x16::from_slice(simd, &self.bias[group * GROUP..][..GROUP]); T];
        for (input, weights) in weights.iter().enumerate() {
            let weights = f32x16::simd_from(simd, *weights);
            for t in 0..T {
                sums[t] = weights.mul_add(f32x16::splat(simd, rows[t][input]), sums[t]);
            }
        }
        for (t, sums) in sums.iter().enumerate() {
            let place = (first + t) * self.outputs + group * GROUP;
            sums.store_slice(&mut out[place..place + GROUP]);
        }
        T
    }
}

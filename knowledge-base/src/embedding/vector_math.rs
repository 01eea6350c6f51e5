//! Arithmetic on rows of numbers, written once and compiled for each instruction set the processor may have.
//!
//! `fearless_simd` picks the widest set at run time behind a safe interface; nothing here depends on what it picks
//! but the last bits of a sum. Deliberately absent: matrices (see `dense` and `quantised`).

#![expect(
    clippy::inline_always,
    reason = "a function inlined into `dispatch!` is what gets the instruction set"
)]

use fearless_simd::{Level, dispatch, f32x8, i32x8, prelude::*};

const LANES: usize = 8;

/// Mean zero, variance one, then scaled and shifted, for each row of the gain's length.
pub(super) fn normalise_rows(level: Level, values: &mut [f32], gain: &[f32], shift: &[f32], epsilon: f32) {
    dispatch!(level, simd => {
        for row in values.chunks_exact_mut(gain.len()) {
            normalise_row(simd, row, gain, shift, epsilon);
        }
    });
}

/// The Gaussian error linear unit of each number.
pub(super) fn gelu(level: Level, values: &mut [f32]) {
    dispatch!(level, simd => {
        for lanes in values.as_chunks_mut::<LANES>().0 {
            let x = f32x8::simd_from(simd, *lanes);
            *lanes = (x * 0.5 * (error_function(simd, x * std::f32::consts::FRAC_1_SQRT_2) + 1.0)).into();
        }
    });
}

/// Negative numbers become zero.
pub(super) fn rectify(values: &mut [f32]) {
    for value in values {
        *value = value.max(0.0);
    }
}

/// `sum[i] += part[i]`
pub(super) fn add(sum: &mut [f32], part: &[f32]) {
    for (sum, part) in sum.iter_mut().zip(part) {
        *sum += part;
    }
}

/// Scales to length one; a row of zeros stays as it is.
pub(super) fn to_unit_length(values: &mut [f32]) {
    let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in values {
            *value /= length;
        }
    }
}

/// How many there are, as a number to divide by. Models have a few thousand of anything at most.
pub(super) fn count_of<T>(values: &[T]) -> f32 {
    f32::from(u16::try_from(values.len()).unwrap_or(u16::MAX))
}

/// The sum of the products, place by place.
#[inline(always)]
pub(super) fn dot<S: Simd>(simd: S, left: &[f32], right: &[f32]) -> f32 {
    let (left, left_rest) = left.as_chunks::<LANES>();
    let (right, right_rest) = right.as_chunks::<LANES>();
    let mut sums = f32x8::splat(simd, 0.0);
    for (left, right) in left.iter().zip(right) {
        sums = f32x8::simd_from(simd, *left).mul_add(f32x8::simd_from(simd, *right), sums);
    }
    let rest: f32 = left_rest
        .iter()
        .zip(right_rest)
        .map(|(left, right)| left * right)
        .sum();
    total(sums) + rest
}

/// `sum[i] += factor * part[i]`
#[inline(always)]
pub(super) fn add_scaled<S: Simd>(simd: S, sum: &mut [f32], factor: f32, part: &[f32]) {
    let factor = f32x8::splat(simd, factor);
    let parts = part.as_chunks::<LANES>().0;
    for (sum, part) in sum.as_chunks_mut::<LANES>().0.iter_mut().zip(parts) {
        *sum = factor
            .mul_add(f32x8::simd_from(simd, *part), f32x8::simd_from(simd, *sum))
            .into();
    }
}

/// Turns scores into shares of one. The row's length must be a multiple of eight; fill it up with −∞.
#[inline(always)]
pub(super) fn softmax<S: Simd>(simd: S, scores: &mut [f32]) {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sums = f32x8::splat(simd, 0.0);
    for lanes in scores.as_chunks_mut::<LANES>().0 {
        let share = exponential(simd, f32x8::simd_from(simd, *lanes) - largest);
        sums += share;
        *lanes = share.into();
    }
    let sum = total(sums);
    for score in scores {
        *score /= sum;
    }
}

#[inline(always)]
fn normalise_row<S: Simd>(simd: S, row: &mut [f32], gain: &[f32], shift: &[f32], epsilon: f32) {
    let row = row.as_chunks_mut::<LANES>().0;
    let count = count_of(gain);
    let mut sums = f32x8::splat(simd, 0.0);
    for lanes in row.iter() {
        sums += f32x8::simd_from(simd, *lanes);
    }
    let mean = total(sums) / count;
    let mut squares = f32x8::splat(simd, 0.0);
    for lanes in row.iter() {
        let off = f32x8::simd_from(simd, *lanes) - mean;
        squares = off.mul_add(off, squares);
    }
    let scale = 1.0 / (total(squares) / count + epsilon).sqrt();
    let (gain, shift) = (gain.as_chunks::<LANES>().0, shift.as_chunks::<LANES>().0);
    for ((lanes, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
        let normal = (f32x8::simd_from(simd, *lanes) - mean) * scale;
        *lanes = normal
            .mul_add(f32x8::simd_from(simd, *gain), f32x8::simd_from(simd, *shift))
            .into();
    }
}

#[inline(always)]
fn total<S: Simd>(lanes: f32x8<S>) -> f32 {
    let halves: [f32; LANES] = lanes.into();
    let (low, high) = halves.split_at(LANES / 2);
    low.iter().zip(high).map(|(low, high)| low + high).sum()
}

/// eˣ to seven digits: 2ⁿ by the exponent's bits, the rest by a polynomial (Cephes' coefficients).
#[inline(always)]
fn exponential<S: Simd>(simd: S, x: f32x8<S>) -> f32x8<S> {
    let x = x.max(f32x8::splat(simd, -87.0)).min(f32x8::splat(simd, 88.0));
    let whole = (x * std::f32::consts::LOG2_E).round_ties_even();
    let rest = whole.mul_add(f32x8::splat(simd, -0.693_359_4), x);
    let rest = whole.mul_add(f32x8::splat(simd, 2.121_944_4e-4), rest);
    let mut sum = f32x8::splat(simd, 1.987_569_2e-4);
    for coefficient in [
        1.398_199_9e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        0.166_666_66,
        0.5,
        1.0,
        1.0,
    ] {
        sum = sum.mul_add(rest, f32x8::splat(simd, coefficient));
    }
    let power: i32x8<S> = (i32x8::truncate_from(whole) + 127) << 23;
    sum * power.bitcast::<f32x8<S>>()
}

/// The error function (Abramowitz and Stegun 7.1.26, off by less than 1.5e-7).
#[inline(always)]
fn error_function<S: Simd>(simd: S, x: f32x8<S>) -> f32x8<S> {
    let size = x.abs();
    let t = f32x8::splat(simd, 1.0) / (size * 0.327_591_1 + 1.0);
    let mut sum = f32x8::splat(simd, 1.061_405_4);
    for coefficient in [-1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6, 0.0] {
        sum = sum.mul_add(t, f32x8::splat(simd, coefficient));
    }
    let tail = sum * exponential(simd, -(size * size));
    (f32x8::splat(simd, 1.0) - tail).copysign(x)
}

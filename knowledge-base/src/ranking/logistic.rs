//! Logistic regression, small enough to be fitted at a desk: standardised features, ridge penalty, gradient descent
//! with a fixed number of steps, so that the same samples give the same coefficients everywhere.

use serde::{Deserialize, Serialize};

const STEPS: usize = 4_000;
const RATE: f32 = 0.5;
const RIDGE: f32 = 0.002;

/// A fitted model: probability from numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    /// Mean of each number in the samples.
    pub means: Vec<f32>,
    /// Standard deviation of each number in the samples.
    pub spreads: Vec<f32>,
    /// Weight of each standardised number.
    pub weights: Vec<f32>,
    /// What is added.
    pub bias: f32,
}

impl Logistic {
    /// The probability, 0 to 1.
    #[must_use]
    pub fn probability(&self, values: &[f32]) -> f32 {
        let sum: f32 = values
            .iter()
            .zip(&self.means)
            .zip(&self.spreads)
            .zip(&self.weights)
            .map(|(((value, mean), spread), weight)| weight * (value - mean) / spread)
            .sum();
        1.0 / (1.0 + (-(sum + self.bias)).exp())
    }

    /// Fits a model to samples of numbers, whether each is a case, and how much it counts.
    #[must_use]
    pub fn fit(samples: &[(Vec<f32>, bool, f32)]) -> Self {
        let width = samples.first().map_or(0, |(values, ..)| values.len());
        let total: f32 = samples
            .iter()
            .map(|(_, _, weight)| weight)
            .sum::<f32>()
            .max(f32::EPSILON);
        let mean_of = |number: &dyn Fn(&[f32]) -> f32| -> f32 {
            samples
                .iter()
                .map(|(values, _, weight)| weight * number(values))
                .sum::<f32>()
                / total
        };
        let means: Vec<f32> = (0..width).map(|at| mean_of(&|values| values[at])).collect();
        let spreads: Vec<f32> = (0..width)
            .map(|at| {
                mean_of(&|values| (values[at] - means[at]).powi(2))
                    .sqrt()
                    .max(1e-3)
            })
            .collect();
        let mut model = Self {
            means,
            spreads,
            weights: vec![0.0; width],
            bias: 0.0,
        };
        for _ in 0..STEPS {
            let mut gradient = vec![0.0; width];
            let mut bias = 0.0;
            for (values, is_case, weight) in samples {
                let error = (model.probability(values) - f32::from(u8::from(*is_case))) * weight;
                bias += error;
                for (at, slope) in gradient.iter_mut().enumerate() {
                    *slope += error * (values[at] - model.means[at]) / model.spreads[at];
                }
            }
            model.bias -= RATE * bias / total;
            for (weight, slope) in model.weights.iter_mut().zip(&gradient) {
                *weight -= RATE * (slope / total + RIDGE * *weight);
            }
        }
        model
    }
}

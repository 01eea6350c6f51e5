//! Fitting the probabilities from the knowledge base's own data: each of the editors' questions and wordings is asked
//! of an index that does not contain it, beside questions no article answers. No citizen's words are needed.

use super::{Features, Logistic, fuse};
use crate::embedding::{ArticleTexts, DenseLeg, Encoder, Role, TextKey, VectorStore};
use crate::index::{IndexError, Leg, Snapshot};
use bot_core::article::Article;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The data is parted in so many; each part is asked of an index built from the others.
const FOLDS: usize = 4;
/// Of the texts held out, one in so many is asked: more do not change the coefficients.
const ASKED_EVERY: usize = 3;
/// How many candidates of a ranking are judged when fitting the confidence of single articles.
const CANDIDATES: usize = 5;
/// Weight of a question without an answer: there are fewer of them in the data than in life.
const OUT_OF_SCOPE_WEIGHT: f32 = 3.0;

/// The fitted models.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// How it was fitted, in words.
    pub provenance: String,
    /// The numbers the models take, in order.
    pub features: Vec<String>,
    /// The models by the legs that took part, see [`super::ORIGINS`].
    pub by_origin: BTreeMap<String, Fitted>,
}

/// The models for one combination of legs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Probability that the first hit answers the question.
    pub answerable: Logistic,
    /// Probability that an article of the ranking is the right one.
    pub confidence: Logistic,
}

impl Calibration {
    /// The coefficients this version ships with, fitted on the sample city.
    ///
    /// # Errors
    /// When the bundled file is broken, which the tests rule out.
    pub fn shipped() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../../data/calibration/coefficients.json"))
    }

    /// The models for this combination of legs.
    #[must_use]
    pub fn fitted(&self, origin: &str) -> Option<&Fitted> {
        self.by_origin.get(origin)
    }
}

/// A question that no article answers, with its language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OutOfScope {
    /// Two-letter code.
    pub lang: String,
    /// The words.
    pub text: String,
}

impl OutOfScope {
    /// The product's own list: small talk, private matters, other towns and authorities. Written for calibration; it
    /// is no part of any measurement.
    ///
    /// # Errors
    /// When the bundled file is broken, which the tests rule out.
    pub fn bundled() -> Result<Vec<Self>, serde_json::Error> {
        include_str!("../../data/calibration/out-of-scope.jsonl")
            .lines()
            .map(serde_json::from_str)
            .collect()
    }
}

/// One question with the evidence for its best candidates.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The evidence for the first candidates, best first, and whether each is right.
    pub candidates: Vec<(Features, bool)>,
    /// Whether any article answers it.
    pub is_in_scope: bool,
    /// Where the right article ranks, counted from 1.
    pub rank: Option<usize>,
    /// Which part of the data it belongs to.
    pub fold: usize,
}

/// How well the fitted probabilities do on parts of the data they were not fitted on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CalibrationReport {
    /// Questions that an article answers.
    pub in_scope: usize,
    /// Questions that none answers.
    pub out_of_scope: usize,
    /// Share of the former whose article ranks first.
    pub hit_at_1: f32,
    /// Share of the former whose article is among the first three.
    pub hit_at_3: f32,
    /// Probability that a question in scope gets a higher value than one out of scope.
    pub auroc: f32,
    /// Mean squared difference between probability and outcome (Brier score).
    pub brier: f32,
}

/// A leg by meaning that takes part when samples are drawn.
pub struct Meanings {
    /// Name of the leg.
    pub name: &'static str,
    /// Encodes what has no vector yet.
    pub encoder: Arc<dyn Encoder>,
    /// Vectors of the articles' texts and of the questions asked, where there are any.
    pub store: Arc<VectorStore>,
}

impl Meanings {
    fn leg(&self, snapshot: &Snapshot) -> DenseLeg {
        let id = self.encoder.id();
        let texts: Vec<ArticleTexts> = snapshot
            .articles()
            .iter()
            .map(|article| ArticleTexts::of(article, id))
            .collect();
        DenseLeg::new(Arc::clone(&self.store), &texts)
    }

    fn vector(&self, text: &str) -> Vec<f32> {
        let kept = self.store.get(TextKey::of(Role::Query, text));
        kept.unwrap_or_else(|| self.encoder.query(text))
    }
}

/// Draws samples: questions and wordings of the articles in these languages, each asked of an index without it, and
/// questions that no article answers. An article is compared by the texts it has in that index only: the vector of the
/// question asked takes no part.
///
/// # Errors
/// When an index cannot be built.
pub fn samples(
    articles: &[Arc<Article>],
    out_of_scope: &[OutOfScope],
    meanings: &[Meanings],
    languages: &[&str],
) -> Result<Vec<Sample>, IndexError> {
    let mut samples = Vec::new();
    for fold in 0..FOLDS {
        let mut asked = Vec::new();
        let kept = articles
            .iter()
            .map(|article| Arc::new(without_fold(article, fold, languages, &mut asked)))
            .collect();
        let snapshot = Snapshot::build(kept, Vec::new())?;
        let dense: Vec<(&Meanings, DenseLeg)> = meanings
            .iter()
            .map(|meaning| (meaning, meaning.leg(&snapshot)))
            .collect();
        for (id, language, text) in asked.iter().step_by(ASKED_EVERY) {
            let right = snapshot.articles().iter().position(|article| article.id == *id);
            samples.push(sample(&snapshot, &dense, language, text, right, fold)?);
        }
        for question in out_of_scope.iter().skip(fold).step_by(FOLDS) {
            samples.push(sample(
                &snapshot,
                &dense,
                &question.lang,
                &question.text,
                None,
                fold,
            )?);
        }
    }
    Ok(samples)
}

/// Fits both models for the legs of these samples and judges them by cross-validation over the folds.
#[must_use]
pub fn calibrate(samples: &[Sample]) -> (Fitted, CalibrationReport) {
    let fit = |chosen: &[&Sample]| Fitted {
        answerable: Logistic::fit(&firsts(chosen)),
        confidence: Logistic::fit(&candidates(chosen)),
    };
    let mut judged: Vec<(f32, bool, bool)> = Vec::new();
    for fold in 0..FOLDS {
        let (held_out, rest): (Vec<&Sample>, Vec<&Sample>) =
            samples.iter().partition(|sample| sample.fold == fold);
        let model = Logistic::fit(&firsts(&rest));
        for sample in held_out {
            let (probability, is_right) = sample
                .candidates
                .first()
                .map_or((0.0, false), |(features, is_right)| {
                    (model.probability(&features.values()), *is_right)
                });
            judged.push((probability, is_right, sample.is_in_scope));
        }
    }
    (fit(&samples.iter().collect::<Vec<_>>()), report(samples, &judged))
}

fn report(samples: &[Sample], judged: &[(f32, bool, bool)]) -> CalibrationReport {
    let in_scope: Vec<&Sample> = samples.iter().filter(|sample| sample.is_in_scope).collect();
    let hit = |depth: usize| {
        let hits = in_scope
            .iter()
            .filter(|sample| sample.rank.is_some_and(|rank| rank <= depth))
            .count();
        share(hits, in_scope.len())
    };
    let values = |is_in: bool| {
        judged
            .iter()
            .filter(|(.., scope)| *scope == is_in)
            .map(|(p, ..)| *p)
            .collect()
    };
    let squares: f32 = judged
        .iter()
        .map(|(p, is_right, _)| (p - f32::from(u8::from(*is_right))).powi(2))
        .sum();
    CalibrationReport {
        in_scope: in_scope.len(),
        out_of_scope: samples.len() - in_scope.len(),
        hit_at_1: hit(1),
        hit_at_3: hit(3),
        auroc: crate::evaluation::auroc(values(true), values(false)),
        brier: squares / f32::from(u16::try_from(judged.len().max(1)).unwrap_or(u16::MAX)),
    }
}

/// The article without the texts of this fold; they are put to `asked`.
fn without_fold(
    article: &Article,
    fold: usize,
    languages: &[&str],
    asked: &mut Vec<(bot_core::ids::ArticleId, String, String)>,
) -> Article {
    let mut kept = article.clone();
    let mut take = |by_language: &mut BTreeMap<String, Vec<String>>, shift: usize| {
        for (language, texts) in by_language.iter_mut() {
            let mut at = shift;
            texts.retain(|text| {
                at += 1;
                let is_held_out = at % FOLDS == fold && languages.contains(&language.as_str());
                if is_held_out {
                    asked.push((article.id.clone(), language.clone(), text.clone()));
                }
                !is_held_out
            });
        }
    };
    take(&mut kept.questions, 0);
    take(&mut kept.wordings, 1);
    kept
}

fn sample(
    snapshot: &Snapshot,
    dense: &[(&Meanings, DenseLeg)],
    language: &str,
    text: &str,
    right: Option<usize>,
    fold: usize,
) -> Result<Sample, IndexError> {
    let question = snapshot.read(text, None, language);
    let mut found = snapshot.find(&question)?;
    found.legs.extend(dense.iter().map(|(meaning, leg)| Leg {
        name: meaning.name,
        scores: leg.scores(&meaning.vector(text)),
    }));
    let fused = fuse(&found.legs, snapshot, &[], language);
    let candidates = fused
        .order
        .iter()
        .take(CANDIDATES)
        .map(|at| {
            (
                Features::of(*at, snapshot, &question, &found, &fused),
                Some(*at) == right,
            )
        })
        .collect();
    let rank = right
        .and_then(|right| fused.order.iter().position(|at| *at == right))
        .map(|at| at + 1);
    Ok(Sample {
        candidates,
        is_in_scope: right.is_some(),
        rank,
        fold,
    })
}

fn weight(sample: &Sample) -> f32 {
    if sample.is_in_scope {
        1.0
    } else {
        OUT_OF_SCOPE_WEIGHT
    }
}

fn firsts(samples: &[&Sample]) -> Vec<(Vec<f32>, bool, f32)> {
    samples
        .iter()
        .filter_map(|sample| {
            let (features, is_right) = sample.candidates.first()?;
            Some((features.values().to_vec(), *is_right, weight(sample)))
        })
        .collect()
}

fn candidates(samples: &[&Sample]) -> Vec<(Vec<f32>, bool, f32)> {
    samples
        .iter()
        .flat_map(|sample| {
            let weight = weight(sample);
            sample
                .candidates
                .iter()
                .map(move |(features, is_right)| (features.values().to_vec(), *is_right, weight))
        })
        .collect()
}

fn share(part: usize, whole: usize) -> f32 {
    let number = |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    if whole == 0 {
        0.0
    } else {
        number(part) / number(whole)
    }
}

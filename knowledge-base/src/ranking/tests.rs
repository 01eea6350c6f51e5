use super::*;

#[test]
fn the_shipped_coefficients_belong_to_these_features() {
    let shipped = Calibration::shipped().unwrap();
    assert_eq!(shipped.features, Features::NAMES);
    for origin in ORIGINS {
        let fitted = shipped.fitted(origin).unwrap();
        for model in [&fitted.answerable, &fitted.confidence] {
            assert_eq!(model.weights.len(), Features::COUNT);
            assert!(model.weights.iter().any(|weight| *weight != 0.0));
        }
    }
}

#[test]
fn the_bundled_questions_without_an_answer_are_many_and_in_two_languages() {
    let questions = OutOfScope::bundled().unwrap();
    assert!(questions.len() >= 150);
    assert!(
        ["de", "en"]
            .iter()
            .all(|lang| questions.iter().any(|question| question.lang == *lang))
    );
}

#[test]
fn a_fitted_model_tells_the_groups_apart() {
    let samples: Vec<(Vec<f32>, bool, f32)> = (0_u8..40)
        .map(|at| (vec![f32::from(at), f32::from(at % 3)], at >= 20, 1.0))
        .collect();
    let model = Logistic::fit(&samples);
    assert!(model.probability(&[39.0, 1.0]) > 0.9);
    assert!(model.probability(&[0.0, 1.0]) < 0.1);
}

#[test]
fn a_leg_that_found_nothing_changes_nothing() {
    let snapshot = Snapshot::build(
        crate::sample::munich_with(crate::sample::Wordings::Without)
            .unwrap()
            .articles
            .into_iter()
            .take(3)
            .map(Arc::new)
            .collect(),
        Vec::new(),
    )
    .unwrap();
    let legs = [
        Leg {
            name: crate::index::WORDS,
            scores: vec![1.0, 3.0, 0.0],
        },
        Leg {
            name: "silent",
            scores: vec![0.0; 3],
        },
    ];
    let fused = fuse(&legs, &snapshot, &[], "de");
    assert_eq!(fused.order, [1, 0]);
    assert_eq!(fused.ranks[0], [2, 1, 0]);
    assert_eq!(fused.normalised[1], [0.0; 3]);
}

/// Three articles, and legs that disagree.
fn disagreeing() -> (Snapshot, [Leg; 3]) {
    let city = crate::sample::munich_with(crate::sample::Wordings::Without).unwrap();
    let articles = city.articles.into_iter().take(3).map(Arc::new).collect();
    let leg = |name, scores: [f32; 3]| Leg {
        name,
        scores: scores.to_vec(),
    };
    let legs = [
        leg(crate::index::WORDS, [3.0, 2.5, 0.0]),
        leg(USE, [0.1, 0.6, 0.2]),
        leg(E5, [0.7, 0.8, 0.71]),
    ];
    (Snapshot::build(articles, Vec::new()).unwrap(), legs)
}

#[test]
fn legs_by_meaning_can_overrule_words_and_may_be_missing() {
    let (snapshot, legs) = disagreeing();
    let first = |legs: &[Leg]| fuse(legs, &snapshot, &[], "de").order[0];
    assert_eq!(first(&legs[..1]), 0);
    assert_eq!(first(&legs[..2]), 1);
    assert_eq!(first(&[legs[0].clone(), legs[2].clone()]), 1);
    assert_eq!(first(&legs), 1);
}

#[test]
fn the_origin_names_the_legs_that_took_part() {
    let (_, legs) = disagreeing();
    assert_eq!(origin(&legs[..1]), "lexical");
    assert_eq!(origin(&legs[..2]), "lexical+use");
    assert_eq!(origin(&[legs[0].clone(), legs[2].clone()]), "lexical+e5");
    assert_eq!(origin(&legs), "lexical+use+e5");
}

/// The editors' own questions, each asked of an index without it; floors a little under what was measured.
#[test]
fn held_out_questions_find_their_article() {
    let city = crate::sample::munich().unwrap();
    let articles: Vec<_> = city.articles.into_iter().map(Arc::new).collect();
    let encoders = crate::embedding::Encoders::load().unwrap();
    let meanings = [(USE, encoders.use_multilingual), (E5, encoders.e5)].map(|(name, encoder)| Meanings {
        name,
        store: Arc::new(crate::embedding::shipped_vectors(encoder.id()).unwrap().unwrap()),
        encoder,
    });
    let hits = |meanings: &[Meanings], depth: usize| {
        let samples = samples(&articles, &[], meanings, &["de", "en"]).unwrap();
        let right = samples
            .iter()
            .filter(|sample| sample.rank.is_some_and(|rank| rank <= depth));
        f64::from(u32::try_from(right.count()).unwrap()) / f64::from(u32::try_from(samples.len()).unwrap())
    };
    let (by_words, by_all) = (hits(&[], 3), hits(&meanings, 3));
    assert!(by_words >= FLOOR_BY_WORDS, "by words: {by_words}");
    assert!(by_all >= FLOOR_BY_ALL, "by all legs: {by_all}");
}

/// Share with the right article among the first three.
const FLOOR_BY_WORDS: f64 = 0.82;
const FLOOR_BY_ALL: f64 = 0.88;

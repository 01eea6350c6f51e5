use super::*;

#[test]
fn the_shipped_coefficients_belong_to_these_features() {
    let shipped = Calibration::shipped().unwrap();
    assert_eq!(shipped.features, Features::NAMES);
    for model in [&shipped.answerable, &shipped.confidence] {
        assert_eq!(model.weights.len(), Features::COUNT);
        assert!(model.weights.iter().any(|weight| *weight != 0.0));
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
    let fused = fuse(&legs, &snapshot, &[]);
    assert_eq!(fused.order, [1, 0]);
    assert_eq!(fused.ranks[0], [2, 1, 0]);
    assert_eq!(fused.normalised[1], [0.0; 3]);
}

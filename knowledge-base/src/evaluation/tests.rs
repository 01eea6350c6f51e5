use super::*;

#[test]
fn the_area_under_the_curve_counts_ties_half() {
    assert!((auroc(vec![0.9, 0.8], vec![0.1, 0.2]) - 1.0).abs() < 1e-6);
    assert!((auroc(vec![0.5], vec![0.5]) - 0.5).abs() < 1e-6);
    assert!((auroc(vec![0.1, 0.9], vec![0.5]) - 0.5).abs() < 1e-6);
    assert!((auroc(Vec::new(), vec![0.5]) - 0.5).abs() < 1e-6);
}

#[test]
fn ranks_become_hits_and_reciprocal_ranks() {
    let mut tally = Tally::default();
    for rank in [Some(1), Some(3), Some(11), None] {
        tally.add(rank);
    }
    let quality = tally.quality();
    assert_eq!((quality.n, quality.skipped), (4, 0));
    assert!((quality.hit_at_1 - 0.25).abs() < 1e-9);
    assert!((quality.hit_at_3 - 0.5).abs() < 1e-9);
    assert!((quality.mrr_at_10 - (1.0 + 1.0 / 3.0) / 4.0).abs() < 1e-9);
}

#[test]
fn a_line_that_is_no_question_is_named() {
    let good = r#"{"id":"a","lang":"de","kind":"k","query":"q","relevant":[],"source":"muc"}"#;
    assert_eq!(read(good).unwrap().len(), 1);
    assert_eq!(
        read(&format!("{good}\n\nnein")).unwrap_err().to_string(),
        "line 3 is not a question"
    );
}

#[test]
fn the_report_has_the_agreed_shape() {
    let empty = Tally::default().quality();
    let report = Report {
        overall: empty,
        by_kind: BTreeMap::from([("typo".to_owned(), empty)]),
        by_lang: BTreeMap::new(),
        answerability: Answerability {
            n_in: 0,
            n_out: 0,
            auroc: 0.5,
        },
        decisions: BTreeMap::from([("answer".to_owned(), 2)]),
        latency_ms: LatencyMs::of(vec![Duration::from_millis(2), Duration::from_millis(4)]),
    };
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["overall"]["hit_at_1"], 0.0);
    assert_eq!(json["by_kind"]["typo"]["mrr_at_10"], 0.0);
    assert_eq!(json["decisions"]["answer"], 2);
    assert_eq!(json["latency_ms"]["p99"], 4.0);
    assert!(report.to_string().contains("hit@1"));
}

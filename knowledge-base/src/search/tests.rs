use super::*;
use crate::evaluation::{self, Query, Selection};
use crate::sample;
use bot_core::locale::Language;
use bot_core::personal::Personal;
use proptest::prelude::*;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// The bundled city, indexed once for all tests.
static MUNICH: LazyLock<Knowledge> = LazyLock::new(|| {
    let city = sample::munich().unwrap();
    let articles = city.articles.into_iter().map(Arc::new).collect();
    let calibration = Calibration::shipped().unwrap();
    Knowledge::new(
        articles,
        city.life_events,
        sample::most_used().unwrap(),
        calibration,
    )
    .unwrap()
});

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().unwrap()
}

fn asked(text: &str, language: Language) -> SearchQuery {
    SearchQuery {
        text: Personal::new(text.to_owned()),
        context: None,
        life_events: Vec::new(),
        language,
        limit: 5,
        time_max: Duration::from_secs(20),
    }
}

fn ranked(text: &str) -> Ranking {
    runtime()
        .block_on(MUNICH.search(&asked(text, Language::DE)))
        .unwrap()
}

fn place_of(key: &str, text: &str) -> Option<usize> {
    let id = ArticleId::in_source("muc", key);
    ranked(text).hits.iter().position(|hit| hit.article.id == id)
}

#[test]
fn typing_errors_umlauts_and_compounds_are_found_among_the_first_three() {
    let cases = [
        ("1063453", "Reisepas beantragen"),
        ("1063441", "Personalauswies"),
        ("1063565", "fuehrungszeugnis"),
        ("1063565", "Führungszeugniss bestellen"),
        ("1063565", "fuhrungszeugnis"),
        ("1063475", "Wohnsitz anmeldn"),
        ("1063576", "Meldebescheinigungsantrag"),
        ("1063423", "Gewerbeanmeldungsformular"),
        ("1063423", "gewerbe annmelden"),
        ("1071907", "Einbuergerung"),
        ("1064305", "KFZ-Abmeldung"),
        ("1072022", "Anliegerparkausweis Gewerbe"),
        ("1063426", "Dokumentenbeglaubigung"),
        ("1080582", "vorlaeufiger Reisepass"),
    ];
    let missed: Vec<&str> = cases
        .iter()
        .filter(|(key, text)| place_of(key, text).is_none_or(|place| place > 2))
        .map(|(_, text)| *text)
        .collect();
    assert!(missed.len() <= 1, "not among the first three: {missed:?}");
}

#[test]
fn other_languages_find_their_own_wordings() {
    for (code, text) in [
        ("en", "apply for a passport"),
        ("tr", "pasaport"),
        ("uk", "паспорт"),
        ("ar", "جواز سفر"),
    ] {
        let language = Language::from_code(code).unwrap();
        let ranking = runtime().block_on(MUNICH.search(&asked(text, language))).unwrap();
        let titles: Vec<&str> = ranking
            .hits
            .iter()
            .map(|hit| hit.article.title.as_str())
            .collect();
        assert!(
            titles
                .iter()
                .take(3)
                .any(|title| title.to_lowercase().contains("pass")),
            "{code}: {titles:?}"
        );
    }
}

#[test]
fn small_talk_is_less_answerable_than_a_matter() {
    let matter = ranked("Ich möchte einen neuen Reisepass beantragen").answerable;
    for text in [
        "wie wird das Wetter morgen",
        "erzähl mir einen Witz",
        "asdf jklö",
        "",
    ] {
        let answerable = ranked(text).answerable;
        assert!(
            answerable < matter && answerable < 0.5,
            "{text}: {answerable} against {matter}"
        );
    }
    assert!(matter > 0.6, "{matter}");
}

#[test]
fn the_context_steers_a_question_that_refers_back() {
    let mut query = asked("und was kostet das?", Language::DE);
    query.context = Some("Führungszeugnis".to_owned());
    let ranking = runtime().block_on(MUNICH.search(&query)).unwrap();
    assert_eq!(ranking.hits[0].article.title, "Führungszeugnis");
}

#[test]
fn a_published_article_is_found_at_once_and_an_archived_one_no_more() {
    let city = sample::munich_with(sample::Wordings::Without).unwrap();
    let mut articles: Vec<Arc<Article>> = city.articles.into_iter().take(20).map(Arc::new).collect();
    let last = articles.pop().unwrap();
    let knowledge = Knowledge::new(
        articles.clone(),
        Vec::new(),
        Vec::new(),
        Calibration::shipped().unwrap(),
    )
    .unwrap();
    let runtime = runtime();
    let finds = |text: &str| {
        let ranking = runtime
            .block_on(knowledge.search(&asked(text, Language::DE)))
            .unwrap();
        ranking.hits.iter().any(|hit| hit.article.id == last.id)
    };
    assert!(!finds(&last.title));
    let before = knowledge.snapshot();
    articles.push(Arc::clone(&last));
    runtime
        .block_on(knowledge.reload(articles.clone(), Vec::new()))
        .unwrap();
    assert!(finds(&last.title));
    assert_eq!(
        before.articles().len() + 1,
        knowledge.all().len(),
        "a snapshot in use does not change"
    );
    articles.pop();
    runtime.block_on(knowledge.reload(articles, Vec::new())).unwrap();
    assert!(!finds(&last.title));
}

#[test]
fn a_question_that_takes_too_long_is_given_up_and_one_too_many_is_refused() {
    let knowledge = Knowledge::with_threads(
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Calibration::shipped().unwrap(),
        0,
    )
    .unwrap();
    let query = SearchQuery {
        time_max: Duration::from_millis(1),
        ..asked("Reisepass", Language::DE)
    };
    let runtime = runtime();
    let ask = || runtime.block_on(knowledge.search(&query)).unwrap_err().0;
    assert_eq!(ask(), "no search thread", "nobody listens");
    let (jobs, waiting) = sync_channel(1);
    let knowledge = Knowledge { jobs, ..knowledge };
    let ask = || runtime.block_on(knowledge.search(&query)).unwrap_err().0;
    assert_eq!(ask(), "not in time");
    assert_eq!(ask(), "too many questions at once");
    drop(waiting);
}

#[test]
fn life_events_and_most_used_come_from_the_data() {
    assert!(MUNICH.most_used(5).len() == 5);
    assert!(!MUNICH.life_events().is_empty());
    let all = MUNICH.all();
    assert!(all.windows(2).all(|pair| pair[0].title <= pair[1].title));
}

#[test]
fn the_evaluation_counts_what_it_cannot_ask_as_skipped() {
    let query = |id: &str, relevant: &[&str]| Query {
        id: id.to_owned(),
        lang: "de".to_owned(),
        kind: "k".to_owned(),
        query: "Reisepass beantragen".to_owned(),
        relevant: relevant.iter().map(|key| (*key).to_owned()).collect(),
        source: Some("muc".to_owned()),
    };
    let queries = [query("a", &["1063453"]), query("b", &["0"]), query("c", &[])];
    let report = runtime()
        .block_on(evaluation::evaluate(
            &*MUNICH,
            &queries,
            &Selection::default(),
            "muc",
            async |_, _| Some("answer"),
        ))
        .unwrap();
    assert_eq!((report.overall.n, report.overall.skipped), (1, 1));
    assert!((report.overall.hit_at_3 - 1.0).abs() < 1e-9);
    assert_eq!((report.answerability.n_in, report.answerability.n_out), (1, 1));
    assert_eq!(report.decisions["answer"], 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_search_takes_any_text(text in any::<String>(), code in prop::sample::select(vec!["de", "en", "ar", "zz"])) {
        let language = Language::from_code(code).unwrap();
        let ranking = runtime().block_on(MUNICH.search(&asked(&text, language)));
        let ranking = ranking.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!((0.0..=1.0).contains(&ranking.answerable));
        prop_assert!(ranking.hits.len() <= 5);
        prop_assert!(ranking.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }
}

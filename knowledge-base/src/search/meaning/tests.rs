use super::*;
use crate::ranking::Calibration;
use crate::search::Knowledge;
use bot_core::locale::Language;
use bot_core::personal::Personal;
use bot_core::ports::{KnowledgeSearch, SearchQuery};

/// Takes every text for the same, and the question "late" forever.
struct Dull(&'static str);

impl Encoder for Dull {
    fn id(&self) -> &str {
        self.0
    }
    fn dimension(&self) -> usize {
        match self.0 {
            e5::ID => 384,
            _ => 512,
        }
    }
    fn query(&self, text: &str) -> Vec<f32> {
        if text == "late" {
            std::thread::sleep(Duration::from_secs(2));
        }
        let mut vector = vec![0.0; self.dimension()];
        vector[0] = 1.0;
        vector
    }
    fn passage(&self, text: &str) -> Vec<f32> {
        self.query(text)
    }
}

fn articles(count: usize) -> Vec<Arc<Article>> {
    let city = crate::sample::munich().unwrap();
    city.articles.into_iter().take(count).map(Arc::new).collect()
}

fn knowledge(articles: Vec<Arc<Article>>) -> Knowledge {
    let mut knowledge =
        Knowledge::new(articles, Vec::new(), Vec::new(), Calibration::shipped().unwrap()).unwrap();
    let models = [
        Model::start(USE, use_multilingual::ID, || {
            Ok(Arc::new(Dull(use_multilingual::ID)))
        }),
        Model::start(E5, e5::ID, || Ok(Arc::new(Dull(e5::ID)))),
    ]
    .map(Result::unwrap);
    knowledge.meaning = Some(Meaning::with_models(models.into(), &knowledge.published).unwrap());
    knowledge
}

fn asked(text: &str, language: &str) -> SearchQuery {
    SearchQuery {
        text: Personal::new(text.to_owned()),
        context: None,
        life_events: Vec::new(),
        language: Language::from_code(language).unwrap(),
        limit: 5,
        time_max: Duration::from_secs(1),
    }
}

const LONG: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_language_the_quick_encoder_does_not_know_is_left_to_the_other() {
    let knowledge = knowledge(articles(10));
    assert!(knowledge.ready(LONG).await);
    let origin = async |language| knowledge.search(&asked("xyz", language)).await.unwrap().origin;
    assert_eq!(origin("de").await, "lexical+use+e5");
    assert_eq!(origin("uk").await, "lexical+e5");
}

#[tokio::test]
async fn a_late_encoder_is_not_waited_for() {
    let knowledge = knowledge(articles(10));
    assert!(knowledge.ready(LONG).await);
    let ranking = knowledge.search(&asked("late", "de")).await.unwrap();
    assert_eq!(ranking.origin, "lexical");
}

#[tokio::test]
async fn what_is_published_is_found_at_once_and_gets_its_vectors_later() {
    let mut all = articles(10);
    let new = Arc::make_mut(&mut all[9]);
    new.title = "Zwölfzylinderverordnung".to_owned();
    let knowledge = knowledge(all[..9].to_vec());
    assert!(knowledge.ready(LONG).await);
    knowledge.reload(all.clone(), Vec::new()).await.unwrap();
    let ranking = knowledge
        .search(&asked("Zwölfzylinderverordnung", "de"))
        .await
        .unwrap();
    assert!(ranking.hits.iter().any(|hit| hit.article.id == all[9].id));
    assert!(knowledge.ready(LONG).await);
    let published = knowledge.published();
    assert_eq!(published.dense.len(), 2);
    for (name, leg) in &published.dense {
        assert_eq!(leg.complete_articles(), 10, "{name}");
    }
}

#[tokio::test]
async fn without_encoders_there_is_nothing_to_wait_for() {
    let knowledge = Knowledge::new(
        articles(3),
        Vec::new(),
        Vec::new(),
        Calibration::shipped().unwrap(),
    )
    .unwrap();
    assert!(knowledge.ready(Duration::ZERO).await);
    let ranking = knowledge.search(&asked("Reisepass", "de")).await.unwrap();
    assert_eq!(ranking.origin, "lexical");
}

//! The pages of editors and operators.

use crate::browser::Browser;
use crate::stage::{CITIZEN_WORDS, Stage};
use axum::http::StatusCode;

#[tokio::test]
async fn articles_are_found_by_words_kind_and_life_event() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "editor").await;
    let found = async |query: &str| {
        let page = browser.get(&format!("/console/articles{query}")).await.body;
        ["Wohnsitz ummelden", "Personalausweis", "Rundfunkbeitrag"]
            .into_iter()
            .filter(|title| page.contains(&format!(">{title}</a>")))
            .collect::<Vec<_>>()
    };
    assert_eq!(found("").await.len(), 3);
    assert_eq!(found("?words=WOHNSITZ%20umzug").await, ["Wohnsitz ummelden"]);
    assert_eq!(found("?words=1063441").await, ["Personalausweis"]);
    assert_eq!(found("?kind=pointer").await, ["Rundfunkbeitrag"]);
    assert_eq!(found("?life_event=papers").await, ["Personalausweis"]);
    assert!(found("?words=gibtesnicht&page=99999").await.is_empty());
}

#[tokio::test]
async fn a_question_is_explained_and_stands_in_no_address() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "editor").await;
    let page = browser
        .post(
            "/console/articles/question",
            &[("question", "Wohnsitz ummelden <i>")],
        )
        .await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "Entscheidung:",
        "wohnsitz ummelden",
        "Rangfolge",
        "<code>words</code>",
        "100 %",
    ] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(!page.body.contains("<i>") && page.location().is_empty());
}

#[tokio::test]
async fn an_article_stands_beside_its_answer_and_an_unknown_one_nowhere() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "editor").await;
    let page = browser.get("/console/articles/muc:1063475").await.body;
    for part in [
        "nur lesen",
        "So lautet die Antwort",
        "14. September 2026",
        "99115005060000",
        "Bürgerbüro Pasing",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(
        browser.get("/console/articles/muc:0").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn operators_see_figures_with_definitions_and_nobodys_words() {
    let stage = Stage::new().await;
    for _ in 0..25 {
        stage.offer(CITIZEN_WORDS).await;
    }
    let browser = Browser::signed_in(&stage, "operator").await;
    for query in ["", "?days=30", "?days=0"] {
        let page = browser.get(&format!("/console/operations{query}")).await.body;
        for part in [
            "erreichbar",
            "Begonnene Gespräche",
            "100,0 %",
            "<svg",
            "Angebotene Gespräche",
            ">25<",
        ] {
            assert!(page.contains(part), "{query}: {part}");
        }
        assert!(
            !page.contains("Ausweis nicht") && !page.contains("citizen-"),
            "no words, no addresses"
        );
    }
}

#[tokio::test]
async fn pages_have_one_heading_of_the_first_rank_and_speak_the_chosen_language() {
    let stage = Stage::new().await;
    for (login, page) in [
        ("clerk", "/console"),
        ("editor", "/console/articles"),
        ("operator", "/console/operations"),
    ] {
        let browser = Browser::signed_in(&stage, login).await;
        for (query, lang) in [("", "de"), ("?lang=en", "en"), ("?lang=de-simple", "de")] {
            let body = browser.get(&format!("{page}{query}")).await.body;
            assert!(body.contains(&format!("<html lang=\"{lang}\">")), "{page}{query}");
            assert_eq!(body.matches("<h1").count(), 1, "{page}{query}");
            assert!(
                !body.contains("style=") && !body.contains("onclick="),
                "nothing inline"
            );
        }
    }
}

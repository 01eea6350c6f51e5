//! Which texts of an article are compared with a question.

use bot_core::article::Article;

use super::use_multilingual;
use super::vectors::{Role, TextKey};

/// Characters of the description that are looked at.
const DESCRIPTION_MAX: usize = 700;

/// What stands for one article in a [`super::DenseLeg`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleTexts {
    /// The official name.
    pub title: String,
    /// Keywords, other words for it, and questions it answers.
    pub wordings: Vec<String>,
    /// Title, keywords and the beginning of the description in one.
    pub text: String,
}

impl ArticleTexts {
    /// The texts of an article for the encoder with this id: of its wordings and questions those in languages the
    /// encoder was trained on.
    #[must_use]
    pub fn of(article: &Article, encoder: &str) -> Self {
        let knows = |language: &str| {
            encoder != use_multilingual::ID || use_multilingual::LANGUAGES.contains(&language)
        };
        let other_words = article.wordings.iter().chain(&article.questions);
        let other_words = other_words
            .filter(|(language, _)| knows(language))
            .flat_map(|(_, words)| words);
        let mut wordings: Vec<String> = article.keywords.iter().chain(other_words).cloned().collect();
        wordings.sort_unstable();
        wordings.dedup();
        let facts = article.facts.iter().map(|fact| fact.text.to_plain());
        let parts = [article.lead.clone(), article.body.to_plain()]
            .into_iter()
            .chain(facts);
        let description: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        let description: String = description.join(" ").chars().take(DESCRIPTION_MAX).collect();
        let text = [article.title.clone(), article.keywords.join(", "), description];
        let text: Vec<String> = text.into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            title: article.title.clone(),
            wordings,
            text: text.join(". "),
        }
    }

    /// Each text once with the role it is encoded in.
    pub fn each(&self) -> impl Iterator<Item = (Role, &str)> {
        let short = std::iter::once(&self.title).chain(&self.wordings);
        short
            .map(|text| (Role::Query, text.as_str()))
            .chain(std::iter::once((Role::Passage, self.text.as_str())))
    }

    pub(super) fn title_key(&self) -> TextKey {
        TextKey::of(Role::Query, &self.title)
    }

    pub(super) fn text_key(&self) -> TextKey {
        TextKey::of(Role::Passage, &self.text)
    }
}

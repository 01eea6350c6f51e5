//! What the bot makes of an utterance: language, normal form, intent, the facts asked for.
//!
//! Everything here is a pure function of the text and the conversation so far. Absent on purpose: which article
//! fits (that is evidence, see [`crate::decision`]).

mod choice;
mod language;
mod lexicon;
mod pattern;
mod remit;
mod understand;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use remit::authority_named;
#[cfg(test)]
pub(crate) use remit::authority_names;
pub use understand::understand;

use crate::article::FactKind;
use crate::ids::LifeEventId;
use crate::locale::Language;
use crate::personal::Personal;
use serde::{Deserialize, Serialize};

/// What was understood of one utterance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Understanding {
    /// The language it was written in.
    pub language: Language,
    /// Its normal form.
    pub normal_form: Personal<String>,
    /// What it is, apart from its matter.
    pub intent: Intent,
    /// Facts asked for, in the order of mention ("was kostet das und wie lange dauert es").
    pub facts: Vec<FactKind>,
    /// Whether it only makes sense together with what was said before.
    pub refers_back: bool,
}

impl Understanding {
    /// Whether the utterance names a matter of its own, beyond courtesy and the facts asked for.
    #[must_use]
    pub fn has_matter_words(&self) -> bool {
        understand::has_matter_words(&words::folded_words(self.normal_form.reveal()))
    }

    /// The words that name the matter, without the wish for a person, the state of a case or courtesy around them.
    #[must_use]
    pub fn matter_words(&self) -> String {
        understand::matter_words(self.normal_form.reveal())
    }

    /// How well the utterance names the office of this name, if it names it and nothing else; `beside` holds what else
    /// it may be called by (its sign, its department).
    #[must_use]
    pub fn office_fit(&self, name: &str, beside: &str) -> Option<OfficeFit> {
        understand::office_fit(self.normal_form.reveal(), name, beside)
    }

    /// Whether the utterance has a word for a kind of office ("Standesamt", "Zulassungsstelle").
    #[must_use]
    pub fn names_kind_of_office(&self) -> bool {
        understand::names_kind_of_office(self.normal_form.reveal())
    }

    /// The life event the utterance names, if there is little else in it.
    #[must_use]
    pub fn life_event(&self) -> Option<LifeEventId> {
        understand::life_event(&words::folded_words(self.normal_form.reveal()))
    }

    /// Whether "where" asks for the way to a thing ("where do I get …"), not for an address.
    #[must_use]
    pub fn asks_how_to_get(&self) -> bool {
        understand::asks_how_to_get(&words::folded_words(self.normal_form.reveal()))
    }

    /// Whether it asks for a telephone number, an address or another way to reach somebody.
    #[must_use]
    pub fn asks_how_to_reach(&self) -> bool {
        understand::asks_how_to_reach(&words::folded_words(self.normal_form.reveal()))
    }

    /// Whether the utterance names exactly this title, beyond courtesy, function words and facts.
    #[must_use]
    pub fn names(&self, title: &str) -> bool {
        understand::names(self.normal_form.reveal(), title)
    }

    /// Whether the citizen says that they do not want to do it online.
    #[must_use]
    pub fn declines_online(&self) -> bool {
        understand::declines_online(&words::folded_words(self.normal_form.reveal()))
    }
}

/// How well an utterance names an office. The better comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfficeFit {
    /// By its whole name.
    Whole,
    /// By a part of its name.
    Part,
    /// Only by what it belongs to, for example its department.
    Beside,
}

/// What an utterance is. Exactly one holds; the first that applies in this order wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "intent", rename_all = "snake_case")]
pub enum Intent {
    /// Life or health is in danger, or a person is in a crisis.
    Emergency {
        /// Which help is needed.
        kind: EmergencyKind,
    },
    /// Insults or threats.
    Abuse,
    /// Wants a human being.
    Person,
    /// Chooses one of the options offered before.
    Choice {
        /// Counted from 0; `None` for "none of these".
        option: Option<usize>,
    },
    /// Says yes to what the bot offered.
    Yes,
    /// Says no to what the bot offered.
    No,
    /// Greets, and nothing else.
    Greeting,
    /// Thanks, and nothing else.
    Thanks,
    /// Says goodbye, and nothing else.
    Goodbye,
    /// Asks who or what the bot is.
    Identity,
    /// Asks what the bot can do.
    Help,
    /// Asks what is stored, or wants it deleted.
    Privacy,
    /// Small talk: jokes, weather, how are you, attempts to give the bot instructions.
    SmallTalk,
    /// Asks about their own running case: the bot must not answer that from articles.
    OwnCase,
    /// A matter: goes to retrieval.
    Matter,
}

/// Which help an emergency needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmergencyKind {
    /// Fire, accident, someone's life in danger: 112.
    Rescue,
    /// Crime happening now, threat, violence: 110.
    Police,
    /// Thoughts of suicide, acute crisis of the soul.
    Suicide,
    /// Violence at home, against women or children.
    Violence,
    /// A doctor is needed, not an ambulance: 116 117.
    Doctor,
    /// Poisoning.
    Poison,
}

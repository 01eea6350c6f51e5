//! The hand-over brief as the clerk reads it: in ten seconds, the citizen's own words first.

use crate::words::{confidence, percent, span};
use bot_core::article::FactKind;
use bot_core::conversation::{Conversation, Event, Recorded};
use bot_core::decision::Decision;
use bot_core::handover::{AnswerGiven, Handover, HandoverReason, Matter};
use bot_core::ids::RevisionId;
use bot_core::locale::{Language, Locale};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use web_kit::{Words, render};

/// The brief of one hand-over, in words.
pub(crate) struct BriefView {
    pub words: &'static Words,
    /// The citizen's words, latest last. Text nodes only.
    pub questions: Vec<String>,
    /// Language of the words, for `lang`.
    pub lang: String,
    pub matter: String,
    pub percent: u8,
    pub confidence: &'static str,
    pub runners_up: Vec<RunnerUp>,
    pub reason: &'static str,
    pub answers: Vec<AnswerRow>,
    pub facts: Vec<&'static str>,
    pub language: String,
    pub wishes_plain_language: bool,
    pub channel: &'static str,
    pub page: Option<String>,
    pub since: String,
    pub waiting: String,
}

/// What it might be about instead.
pub(crate) struct RunnerUp {
    pub title: String,
    pub percent: u8,
}

/// One answer the citizen already read.
pub(crate) struct AnswerRow {
    pub title: String,
    /// Date of the revision that was read, as the source gives it.
    pub date: Option<String>,
    pub helped: &'static str,
}

/// The brief of the hand-over `handover` of `conversation`.
pub(crate) fn brief(
    words: &'static Words,
    conversation: &Conversation,
    handover: &Handover,
    events: &[Recorded],
    now: Timestamp,
    zone: &TimeZone,
    locale: Locale,
) -> BriefView {
    let brief = &handover.brief;
    let dates = citation_dates(events);
    BriefView {
        words,
        questions: brief
            .questions
            .iter()
            .map(|words| words.reveal().clone())
            .collect(),
        lang: brief.language.code().to_owned(),
        matter: handover.matter.title.clone(),
        percent: percent(handover.matter.confidence),
        confidence: confidence(words, handover.matter.confidence),
        runners_up: brief.runners_up.iter().map(runner_up).collect(),
        reason: words.t(reason_key(brief.reason)),
        answers: brief
            .answers_given
            .iter()
            .map(|given| answer_row(words, given, &dates, locale))
            .collect(),
        facts: brief
            .facts_asked
            .iter()
            .map(|fact| words.t(fact_key(*fact)))
            .collect(),
        language: language_name(words, brief.language),
        wishes_plain_language: brief.locale == Locale::DeSimple || conversation.locale == Locale::DeSimple,
        channel: words.t(channel_key(conversation.channel)),
        page: brief.page.as_ref().map(|page| page.0.clone()),
        since: render::clock_time(brief.waiting_since, zone, locale),
        waiting: span(words, now.duration_since(brief.waiting_since)),
    }
}

fn runner_up(matter: &Matter) -> RunnerUp {
    RunnerUp {
        title: matter.title.clone(),
        percent: percent(matter.confidence),
    }
}

fn answer_row(
    words: &'static Words,
    given: &AnswerGiven,
    dates: &HashMap<RevisionId, Date>,
    locale: Locale,
) -> AnswerRow {
    AnswerRow {
        title: given.title.clone(),
        date: dates.get(&given.revision).map(|date| render::date(*date, locale)),
        helped: words.t(match given.helped {
            Some(true) => "brief.helped_yes",
            Some(false) => "brief.helped_no",
            None => "brief.helped_unknown",
        }),
    }
}

/// The source's date of every revision cited in this conversation.
fn citation_dates(events: &[Recorded]) -> HashMap<RevisionId, Date> {
    let answers = events.iter().filter_map(|recorded| match &recorded.event {
        Event::Decided { decision, .. } => match decision.as_ref() {
            Decision::Answer(answer) => Some(answer),
            _ => None,
        },
        _ => None,
    });
    answers
        .flat_map(|answer| answer.citations.iter())
        .map(|cited| (cited.revision, cited.date))
        .collect()
}

pub(crate) const fn reason_key(reason: HandoverReason) -> &'static str {
    match reason {
        HandoverReason::Wish => "reason.wish",
        HandoverReason::LowConfidence => "reason.low_confidence",
        HandoverReason::NotHelpful => "reason.not_helpful",
        HandoverReason::OwnCase => "reason.own_case",
    }
}

pub(crate) const fn fact_key(fact: FactKind) -> &'static str {
    match fact {
        FactKind::Fees => "fact.fees",
        FactKind::Documents => "fact.documents",
        FactKind::Requirements => "fact.requirements",
        FactKind::Steps => "fact.steps",
        FactKind::Duration => "fact.duration",
        FactKind::Deadline => "fact.deadline",
        FactKind::Where => "fact.where",
        FactKind::Online => "fact.online",
        FactKind::Appointment => "fact.appointment",
        FactKind::Form => "fact.form",
        FactKind::Hours => "fact.hours",
        FactKind::LegalBasis => "fact.legal_basis",
    }
}

pub(crate) const fn channel_key(channel: bot_core::conversation::Channel) -> &'static str {
    use bot_core::conversation::Channel;
    match channel {
        Channel::Web => "channel.web",
        Channel::Telegram => "channel.telegram",
        Channel::Matrix => "channel.matrix",
    }
}

/// The language's name, or its code in capitals where we have no name for it.
pub(crate) fn language_name(words: &Words, language: Language) -> String {
    let name = words.find(&format!("language.{}", language.code()));
    name.map_or_else(|| language.code().to_uppercase(), str::to_owned)
}

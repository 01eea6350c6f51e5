//! Messages: who said what, when; the forms of a bot message each with its own template.

use super::contact::ContactView;
use super::text::{Html, is_safe_link, rich_text};
use super::{Renderer, client_id, time};
use crate::words::Words;
use askama::Template;
use bot_core::answer::{
    Action, ActionKind, Answer, BotMessage, Choice, Citation, Clarification, Conversational, Referral,
};
use bot_core::article::FactKind;
use bot_core::conversation::{Event, Recorded};
use bot_core::handover::HandoverRequest;
use bot_core::ids::{ClerkId, MessageId};
use bot_core::locale::{Language, Locale};

/// The outer part of every message.
#[derive(Template)]
#[template(path = "message/bubble.html")]
struct BubbleView<'a> {
    sequence: u64,
    speaker: &'static str,
    who: &'a str,
    time: String,
    iso: String,
    lang: Option<&'static str>,
    body: Html,
}

/// A headed part of an answer.
struct FoldedSection {
    heading: String,
    html: Html,
    is_open: bool,
}

/// A button of a question back.
struct ChoiceButton<'a> {
    /// The number of the option, or `none`.
    value: String,
    label: &'a str,
}

/// What a form inside a message needs.
struct FormPart {
    csrf: String,
    client_id: String,
    message: String,
    choices: String,
    topics: String,
    feedback: String,
}

/// A sentence in the citizen's own language.
struct Notice<'a> {
    text: &'a str,
    lang: String,
    direction: &'static str,
}

/// Where a text comes from.
struct SourceLine<'a> {
    citation: &'a Citation,
    date: String,
    url: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "message/answer.html")]
struct AnswerView<'a> {
    w: &'static Words,
    answer: &'a Answer,
    sections: Vec<FoldedSection>,
    actions: Vec<(&'a Action, &'static str)>,
    contact: Option<Html>,
    page: String,
    date: String,
    source_url: Option<&'a str>,
    notice: Option<Notice<'a>>,
    revision: String,
    form: Option<FormPart>,
    feedback: Html,
    is_print: bool,
}

#[derive(Template)]
#[template(path = "message/feedback.html")]
struct FeedbackView {
    w: &'static Words,
    message: String,
    given: Option<bool>,
    form: Option<FormPart>,
}

#[derive(Template)]
#[template(path = "message/asking.html")]
struct AskingView<'a> {
    text: &'a str,
    options: Vec<ChoiceButton<'a>>,
    form: Option<FormPart>,
    label: &'static str,
}

#[derive(Template)]
#[template(path = "message/referral.html")]
struct ReferralView<'a> {
    referral: &'a Referral,
    w: &'static Words,
    action: Option<&'a Action>,
    source: Option<SourceLine<'a>>,
    contact: Html,
    asking: Option<Html>,
}

#[derive(Template)]
#[template(path = "message/handover.html")]
struct HandoverView<'a> {
    request: &'a HandoverRequest,
    contact: Html,
}

#[derive(Template)]
#[template(path = "message/conversational.html")]
struct ConversationalView<'a> {
    w: &'static Words,
    words: &'a Conversational,
    hotlines: Vec<(&'a bot_core::answer::Hotline, String)>,
    form: Option<FormPart>,
}

#[derive(Template)]
#[template(path = "message/words.html")]
struct WordsView<'a> {
    text: &'a str,
}

pub(super) fn citizen(renderer: &Renderer<'_>, recorded: &Recorded, text: &str) -> Option<Html> {
    let who = match renderer.audience {
        super::Audience::Clerk => renderer.words().t("speaker.citizen"),
        _ => renderer.words().t("speaker.you"),
    };
    bubble(
        renderer,
        recorded,
        ("citizen", who, None),
        Html::of(&WordsView { text })?,
    )
}

pub(super) fn clerk(
    renderer: &Renderer<'_>,
    recorded: &Recorded,
    clerk: &ClerkId,
    text: &str,
) -> Option<Html> {
    let who = renderer.clerk_name(clerk);
    bubble(
        renderer,
        recorded,
        ("clerk", &who, None),
        Html::of(&WordsView { text })?,
    )
}

pub(super) fn bot(
    renderer: &Renderer<'_>,
    recorded: &Recorded,
    message: MessageId,
    said: BotMessage<'_>,
    given: Option<bool>,
) -> Option<Html> {
    let body = match said {
        BotMessage::Answer(answer) => answer_body(renderer, message, answer, given),
        BotMessage::Clarification(asked) => clarification_body(renderer, message, asked),
        BotMessage::Referral(referral) => referral_body(renderer, message, referral),
        BotMessage::Handover(request) => {
            let contact = ContactView::new(renderer, &request.contact).html();
            Html::of(&HandoverView { request, contact })
        }
        BotMessage::Conversational(words) => conversational_body(renderer, message, words),
    }?;
    bubble(
        renderer,
        recorded,
        (
            "bot",
            renderer.words().t("speaker.bot"),
            foreign(renderer, recorded),
        ),
        body,
    )
}

/// What stands in place of the question whether an answer helped, once it was answered.
pub(super) fn feedback_given(renderer: &Renderer<'_>, message: MessageId, helped: bool) -> Option<Html> {
    Html::of(&FeedbackView {
        w: renderer.words(),
        message: message.to_string(),
        given: Some(helped),
        form: None,
    })
}

fn bubble(
    renderer: &Renderer<'_>,
    recorded: &Recorded,
    (speaker, who, lang): (&'static str, &str, Option<&'static str>),
    body: Html,
) -> Option<Html> {
    Html::of(&BubbleView {
        sequence: recorded.sequence,
        speaker,
        who,
        time: time::day_and_time(recorded.at, renderer.now, &renderer.time_zone, renderer.locale),
        iso: recorded.at.to_string(),
        lang,
        body,
    })
}

/// The language of a bot message where it is not the page's: whoever writes neither German nor English is answered
/// in English.
fn foreign(renderer: &Renderer<'_>, recorded: &Recorded) -> Option<&'static str> {
    match &recorded.event {
        Event::Decided { understanding, .. }
            if understanding.language != Language::DE && renderer.locale != Locale::En =>
        {
            Some(Locale::En.bcp47())
        }
        _ => None,
    }
}

fn answer_body(
    renderer: &Renderer<'_>,
    message: MessageId,
    answer: &Answer,
    given: Option<bool>,
) -> Option<Html> {
    let w = renderer.words();
    let has_asked = answer.sections.iter().any(|section| section.is_asked);
    let sections = answer
        .sections
        .iter()
        .enumerate()
        .map(|(index, section)| FoldedSection {
            heading: w.t(&fact_question(section.kind)).to_owned(),
            html: rich_text(&section.text, 4),
            is_open: section.is_asked || (!has_asked && index == 0),
        })
        .collect();
    let citation = &answer.citations.first;
    let feedback = FeedbackView {
        w,
        message: message.to_string(),
        given,
        form: given.is_none().then(|| form_part(renderer, message)).flatten(),
    };
    Html::of(&AnswerView {
        w,
        answer,
        sections,
        actions: answer
            .actions
            .iter()
            .filter(|action| is_safe_link(&action.url))
            .take(2)
            .map(|action| (action, w.t(action_key(action.kind))))
            .collect(),
        contact: answer
            .contact
            .as_ref()
            .map(|card| ContactView::new(renderer, card).html()),
        page: renderer.citizen().map_or_else(
            || format!("/leistung/{}", answer.article),
            |(visit, _)| visit.link(&format!("/leistung/{}", answer.article)),
        ),
        date: time::date(citation.date, renderer.locale),
        source_url: citation.url.as_deref().filter(|url| is_safe_link(url)),
        notice: notice(answer),
        revision: citation.revision.to_string(),
        form: form_part(renderer, message),
        feedback: Html::of(&feedback)?,
        is_print: renderer.is_print(),
    })
}

fn notice(answer: &Answer) -> Option<Notice<'_>> {
    let (text, language) = (answer.notice.as_deref()?, answer.notice_language?);
    Some(Notice {
        text,
        lang: language.code().to_owned(),
        direction: if language.is_right_to_left() { "rtl" } else { "ltr" },
    })
}

fn clarification_body(renderer: &Renderer<'_>, message: MessageId, asked: &Clarification) -> Option<Html> {
    asking(renderer, message, &asked.text, &asked.options)
}

fn asking(renderer: &Renderer<'_>, message: MessageId, text: &str, options: &[Choice]) -> Option<Html> {
    let w = renderer.words();
    let mut buttons: Vec<ChoiceButton<'_>> = options
        .iter()
        .enumerate()
        .map(|(index, choice)| ChoiceButton {
            value: index.to_string(),
            label: &choice.label,
        })
        .collect();
    if !buttons.is_empty() {
        buttons.push(ChoiceButton {
            value: "none".to_owned(),
            label: w.t("message.none_of_these"),
        });
    }
    let form = form_part(renderer, message);
    Html::of(&AskingView {
        text,
        options: buttons,
        form,
        label: w.t("message.options"),
    })
}

fn referral_body(renderer: &Renderer<'_>, message: MessageId, referral: &Referral) -> Option<Html> {
    let w = renderer.words();
    let near = w.t("message.near_matters");
    let asking = (!referral.options.is_empty())
        .then(|| asking(renderer, message, near, &referral.options))
        .flatten();
    let contact = ContactView::new(renderer, &referral.contact).html();
    let source = referral.citation.as_ref().map(|citation| SourceLine {
        citation,
        date: time::date(citation.date, renderer.locale),
        url: citation.url.as_deref().filter(|url| is_safe_link(url)),
    });
    Html::of(&ReferralView {
        referral,
        w,
        action: referral
            .action
            .as_ref()
            .filter(|action| is_safe_link(&action.url)),
        source,
        contact,
        asking,
    })
}

fn conversational_body(renderer: &Renderer<'_>, message: MessageId, words: &Conversational) -> Option<Html> {
    Html::of(&ConversationalView {
        w: renderer.words(),
        words,
        hotlines: words
            .hotlines
            .iter()
            .map(|line| (line, super::tel(&line.phone)))
            .collect(),
        form: form_part(renderer, message),
    })
}

fn form_part(renderer: &Renderer<'_>, message: MessageId) -> Option<FormPart> {
    let (visit, csrf) = renderer.citizen()?;
    Some(FormPart {
        csrf: csrf.to_owned(),
        client_id: client_id(),
        message: message.to_string(),
        choices: visit.link("/chat/choices"),
        topics: visit.link("/chat/topics"),
        feedback: visit.link("/chat/feedback"),
    })
}

/// The key of the words that head a fact.
#[must_use]
pub fn fact_question(kind: Option<FactKind>) -> String {
    let name = match kind {
        None => "general",
        Some(FactKind::Fees) => "fees",
        Some(FactKind::Documents) => "documents",
        Some(FactKind::Requirements) => "requirements",
        Some(FactKind::Steps) => "steps",
        Some(FactKind::Duration) => "duration",
        Some(FactKind::Deadline) => "deadline",
        Some(FactKind::Where) => "where",
        Some(FactKind::Online) => "online",
        Some(FactKind::Appointment) => "appointment",
        Some(FactKind::Form) => "form",
        Some(FactKind::Hours) => "hours",
        Some(FactKind::LegalBasis) => "legal_basis",
    };
    format!("fact.{name}")
}

const fn action_key(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::ApplyOnline => "action.apply_online",
        ActionKind::BookAppointment => "action.book_appointment",
        ActionKind::OpenPage => "action.open_page",
    }
}

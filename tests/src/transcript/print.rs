//! A bot message as a few stable lines of plain text: what a proofreader needs, without layout.

use bot_core::answer::{
    ActionKind, Answer, BotMessage, Choice, Citation, ContactCard, Conversational, OpeningState, Referral,
    Section,
};
use bot_core::article::FactKind;
use bot_core::conversation::{CloseReason, Event};
use bot_core::handover::Outcome;
use bot_core::ids::ClerkId;
use bot_core::responsibility::{Calendar, Directory};
use jiff::Timestamp;

/// Most lines of a section that are shown, and most characters of them.
const SECTION_LINES_MAX: usize = 3;
const SECTION_CHARS_MAX: usize = 200;

/// What is needed to put names and times into words.
pub struct Printer<'a> {
    /// Names of clerks.
    pub directory: &'a Directory,
    /// The time zone.
    pub calendar: &'a Calendar,
}

impl Printer<'_> {
    /// The lines for one event; none for what the citizen did themselves.
    pub fn event(&self, event: &Event) -> Vec<String> {
        match event {
            Event::Decided { decision, .. } => match decision.message() {
                Some(message) => self.message(message),
                None => vec!["* geht an die Sachbearbeitung, der Bot schweigt".to_owned()],
            },
            Event::HandoverUnanswered { referral, .. } => self.message(BotMessage::Referral(referral)),
            Event::HandoverOffered { clerk, until, .. } => {
                vec![format!(
                    "* angeboten: {} (bis {})",
                    self.clerk(clerk),
                    self.time(*until, "%H:%M:%S")
                )]
            }
            Event::HandoverDeclined { clerk, .. } => vec![format!("* lehnt ab: {}", self.clerk(clerk))],
            Event::HandoverTimedOut { clerk, .. } => {
                vec![format!("* keine Antwort von: {}", self.clerk(clerk))]
            }
            Event::HandoverWithdrawn { .. } => {
                vec!["* der Wunsch nach einem Menschen ist zurückgenommen".to_owned()]
            }
            Event::HandoverAccepted { clerk_name, .. } => vec![format!("* im Gespräch: {clerk_name}")],
            Event::HandedBack { .. } => vec!["* zurück an den Bot".to_owned()],
            Event::ConversationClosed { reason } => vec![format!("* geschlossen: {}", closed(*reason))],
            Event::LocaleChosen { locale } => vec![format!("* liest jetzt: {}", locale.tag())],
            Event::FeedbackGiven { helped, .. } => {
                vec![format!(
                    "* bewertet: {}",
                    if *helped { "hilft" } else { "hilft nicht" }
                )]
            }
            Event::ConversationStarted { .. }
            | Event::CitizenWrote { .. }
            | Event::ClerkWrote { .. }
            | Event::ClerkOpened { .. } => Vec::new(),
        }
    }

    /// The lines of a bot message.
    pub fn message(&self, message: BotMessage<'_>) -> Vec<String> {
        match message {
            BotMessage::Answer(answer) => self.answer(answer),
            BotMessage::Clarification(question) => {
                let mut out = vec![format!("Bot: {}", question.text)];
                options(&question.options, &mut out);
                out
            }
            BotMessage::Referral(referral) => self.referral(referral),
            BotMessage::Handover(request) => vec![
                format!("Bot: {}", request.text),
                format!("  [Anliegen] {}", request.matter.title),
                self.contact(&request.contact),
            ],
            BotMessage::Conversational(words) => conversational(words),
        }
    }

    fn answer(&self, answer: &Answer) -> Vec<String> {
        let mut out = vec![format!("Bot: {}", answer.lead)];
        for section in answer.sections.iter().filter(|section| section.is_asked) {
            out.push(format!("  [{}] {}", heading(section), excerpt(section)));
        }
        let others: Vec<&str> = answer
            .sections
            .iter()
            .filter(|section| !section.is_asked)
            .map(heading)
            .collect();
        if !others.is_empty() {
            out.push(format!("  [auch] {}", others.join(", ")));
        }
        if !answer.actions.is_empty() {
            let actions: Vec<&str> = answer
                .actions
                .iter()
                .map(|action| action_name(action.kind))
                .collect();
            out.push(format!("  [tun] {}", actions.join(" | ")));
        }
        if answer.is_in_german {
            out.push("  [Sprache] die Einzelheiten sind auf Deutsch".to_owned());
        }
        if let Some(contact) = &answer.contact {
            out.push(self.contact(contact));
        }
        for citation in answer.citations.iter() {
            out.push(source(citation));
        }
        out
    }

    fn referral(&self, referral: &Referral) -> Vec<String> {
        let mut out = vec![format!("Bot: {}", referral.text)];
        if let Some(matter) = &referral.matter {
            out.push(format!("  [Anliegen] {}", matter.title));
        }
        out.push(self.contact(&referral.contact));
        if let Some(citation) = &referral.citation {
            out.push(source(citation));
        }
        options(&referral.options, &mut out);
        out
    }

    fn contact(&self, card: &ContactCard) -> String {
        let mut parts = vec![card.name.clone()];
        parts.extend(card.clerk.clone());
        parts.extend(card.phone.as_ref().map(|phone| format!("Direktwahl {phone}")));
        parts.extend(card.opening.as_ref().map(|state| match state {
            OpeningState::Open { until } => format!("geöffnet bis {}", self.time(*until, "%H:%M")),
            OpeningState::Closed { opens: Some(opens) } => {
                format!("öffnet {}", self.time(*opens, "%Y-%m-%d %H:%M"))
            }
            OpeningState::Closed { opens: None } => "geschlossen".to_owned(),
        }));
        format!("  > {}", parts.join(" · "))
    }

    fn clerk(&self, id: &ClerkId) -> String {
        self.directory
            .clerks
            .get(id)
            .map_or_else(|| id.to_string(), |clerk| clerk.name.clone())
    }

    fn time(&self, at: Timestamp, format: &str) -> String {
        at.to_zoned(self.calendar.time_zone.clone())
            .strftime(format)
            .to_string()
    }
}

fn source(citation: &Citation) -> String {
    format!(
        "  Quelle: {} · {} · Stand {}",
        citation.title, citation.publisher, citation.date
    )
}

fn conversational(words: &Conversational) -> Vec<String> {
    let mut out = vec![format!("Bot: {}", words.text)];
    for line in &words.hotlines {
        out.push(format!("  ! {} {} ({})", line.phone, line.name, line.note));
    }
    if !words.suggestions.is_empty() {
        let titles: Vec<&str> = words
            .suggestions
            .iter()
            .map(|matter| matter.title.as_str())
            .collect();
        out.push(format!("  [Vorschläge] {}", titles.join(" | ")));
    }
    out
}

fn options(options: &[Choice], out: &mut Vec<String>) {
    for (index, option) in options.iter().enumerate() {
        out.push(format!("  ({}) {}", index + 1, option.label));
    }
}

/// The first lines of a section, as many as a proofreader needs to see what is meant.
fn excerpt(section: &Section) -> String {
    let plain = section.text.to_plain();
    let lines: Vec<&str> = plain
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let whole = lines[..lines.len().min(SECTION_LINES_MAX)].join(" | ");
    let mut shown: String = whole.chars().take(SECTION_CHARS_MAX).collect();
    if shown.len() < whole.len() || lines.len() > SECTION_LINES_MAX {
        shown.push_str(" …");
    }
    shown
}

fn heading(section: &Section) -> &'static str {
    match section.kind {
        None => "Text",
        Some(FactKind::Fees) => "Gebühren",
        Some(FactKind::Documents) => "Unterlagen",
        Some(FactKind::Requirements) => "Voraussetzungen",
        Some(FactKind::Steps) => "Ablauf",
        Some(FactKind::Duration) => "Dauer",
        Some(FactKind::Deadline) => "Frist",
        Some(FactKind::Where) => "Ort",
        Some(FactKind::Online) => "Online",
        Some(FactKind::Appointment) => "Termin",
        Some(FactKind::Form) => "Formular",
        Some(FactKind::Hours) => "Öffnungszeiten",
        Some(FactKind::LegalBasis) => "Rechtsgrundlage",
    }
}

const fn action_name(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::ApplyOnline => "online beantragen",
        ActionKind::BookAppointment => "Termin buchen",
        ActionKind::OpenPage => "Seite der Stadt",
    }
}

const fn closed(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::TooLong => "zu lang",
        CloseReason::Clerk { outcome } => match outcome {
            Outcome::Solved => "erledigt",
            Outcome::Referred => "verwiesen",
            Outcome::Abandoned => "abgebrochen",
            Outcome::WrongDesk => "falsche Stelle",
        },
    }
}

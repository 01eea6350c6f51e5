//! From an inbound message to what was understood of it.

use super::{Intent, Understanding};
use crate::conversation::{Conversation, Inbound};
use crate::locale::Locale;
use crate::personal::Personal;
use crate::text::normal_form;

/// Understands one message in its conversation. Pure and total.
#[must_use]
pub fn understand(content: &Inbound, conversation: &Conversation, locale: Locale) -> Understanding {
    let _ = conversation;
    let (text, intent) = match content {
        Inbound::Text { text } => (text.reveal().as_str(), Intent::Matter),
        Inbound::Choice { option, .. } => ("", Intent::Choice { option: *option }),
        Inbound::Topic { .. } => ("", Intent::Matter),
        Inbound::Person => ("", Intent::Person),
    };
    Understanding {
        language: locale.language(),
        normal_form: Personal::new(normal_form(text)),
        intent,
        facts: Vec::new(),
        refers_back: false,
    }
}

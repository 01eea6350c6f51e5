//! The contact card: who is responsible and how to reach them.

use super::text::Html;
use super::{Renderer, time};
use crate::words::Words;
use askama::Template;
use bot_core::answer::{ContactCard, OpeningState};

/// A contact card as it is shown.
#[derive(Template)]
#[template(path = "message/contact.html")]
pub struct ContactView<'a> {
    w: &'static Words,
    card: &'a ContactCard,
    tel: Option<String>,
    opening: Option<(bool, String)>,
    is_print: bool,
}

impl<'a> ContactView<'a> {
    /// The card for a reader. Whether the office is open is said only while it is still true.
    #[must_use]
    pub fn new(renderer: &Renderer<'_>, card: &'a ContactCard) -> Self {
        Self {
            w: renderer.words(),
            card,
            tel: card.phone.as_deref().map(tel),
            opening: card.opening.as_ref().and_then(|state| opening(renderer, state)),
            is_print: renderer.is_print(),
        }
    }
    /// The card's markup.
    #[must_use]
    pub fn html(&self) -> Html {
        Html::of(self).unwrap_or_default()
    }
}

fn opening(renderer: &Renderer<'_>, state: &OpeningState) -> Option<(bool, String)> {
    let (w, now, zone) = (renderer.words(), renderer.now, &renderer.time_zone);
    match state {
        OpeningState::Open { until } if *until > now => {
            let text = w.put(
                "contact.open_until",
                "time",
                time::clock_time(*until, zone, renderer.locale),
            );
            Some((true, text))
        }
        OpeningState::Closed { opens: Some(opens) } if *opens > now => {
            let at = time::clock_time(*opens, zone, renderer.locale);
            let text = match time::opening_day(*opens, now, zone, renderer.locale) {
                Some(day) => w.put2("contact.opens_on", ("day", &day), ("time", &at)),
                None => w.put("contact.opens_today", "time", at),
            };
            Some((false, text))
        }
        OpeningState::Open { .. } | OpeningState::Closed { .. } => None,
    }
}

/// The target of a `tel:` link for a number as it is written: digits only, German numbers with the country's code.
#[must_use]
pub fn tel(phone: &str) -> String {
    let before_slash = phone.split(['/', ';', ',']).next().unwrap_or(phone);
    let is_area_code = before_slash.chars().filter(char::is_ascii_digit).count() <= 5 && phone.contains('/');
    let number = if is_area_code { phone } else { before_slash };
    let digits: String = number
        .replace("(0)", "")
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    match digits.strip_prefix('0') {
        Some(international) if international.starts_with('0') => {
            format!("tel:+{}", international.trim_start_matches('0'))
        }
        Some(national) => format!("tel:+49{national}"),
        None => format!("tel:{digits}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_can_be_dialled() {
        assert_eq!(tel("089 233-96000"), "tel:+498923396000");
        assert_eq!(tel("089/233-24000"), "tel:+498923324000");
        assert_eq!(tel("+49 (0)89 233-00"), "tel:+498923300");
        assert_eq!(tel("115"), "tel:115");
        assert_eq!(tel("0800 1110111"), "tel:+498001110111");
    }
}

//! Rich text as HTML, and HTML that is known to be safe.

use askama::Template;
use askama::filters::HtmlSafe;
use bot_core::text::{Block, Inline, RichText};
use std::fmt;

/// Markup made by our own templates; shown as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Renders a template; `None` (and a line in the log) if it fails.
    pub fn of(template: &impl Template) -> Option<Self> {
        template
            .render()
            .inspect_err(|error| {
                tracing::error!(
                    error = error as &dyn std::error::Error,
                    "a part of a page could not be rendered"
                );
            })
            .ok()
            .map(Self)
    }
    /// The markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

#[derive(Template)]
#[template(path = "rich_text.html")]
struct RichTextView<'a> {
    blocks: &'a [Block],
    level: u8,
}

/// Rich text as HTML; headings inside it get this level.
#[must_use]
pub fn rich_text(text: &RichText, level: u8) -> Html {
    Html::of(&RichTextView {
        blocks: &text.0,
        level: level.clamp(2, 6),
    })
    .unwrap_or_default()
}

/// Whether a link may be followed: `https`, `mailto` and `tel`, and `http` of old sources; never script or data.
#[must_use]
pub fn is_safe_link(url: &str) -> bool {
    let lower = url.trim_start().to_ascii_lowercase();
    ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
}

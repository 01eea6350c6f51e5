//! The product's own rich text: paragraphs, lists, emphasis and links. No HTML ever passes through it.

use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// Approved text as a list of blocks.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RichText(pub Vec<Block>);

/// One block of rich text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading inside the text (rendered below the section's own heading).
    Heading(String),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; each item is one line of inlines.
    List {
        /// Numbered, because the order matters.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Inline>>,
    },
}

/// A run of text inside a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Important text.
    Strong(String),
    /// A link; the target is `https`, `mailto` or `tel`.
    Link {
        /// Visible text.
        label: String,
        /// Target.
        url: String,
    },
    /// A line break inside a paragraph.
    Break,
}

impl RichText {
    /// One plain paragraph.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![Block::Paragraph(vec![Inline::Text(text.into())])])
    }
    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The words without markup, blocks separated by line feeds; for indexing and plain channels.
    #[must_use]
    pub fn to_plain(&self) -> String {
        let mut out = String::new();
        for block in &self.0 {
            match block {
                Block::Heading(text) => out.push_str(text),
                Block::Paragraph(inlines) => push_inlines(&mut out, inlines),
                Block::List { ordered, items } => {
                    for (index, item) in items.iter().enumerate() {
                        if index > 0 {
                            out.push('\n');
                        }
                        if *ordered {
                            let _ = write!(out, "{}. ", index + 1);
                        } else {
                            out.push_str("– ");
                        }
                        push_inlines(&mut out, item);
                    }
                }
            }
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        out
    }
}

fn push_inlines(out: &mut String, inlines: &[Inline]) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Strong(text) | Inline::Link { label: text, .. } => {
                out.push_str(text);
            }
            Inline::Break => out.push('\n'),
        }
    }
}

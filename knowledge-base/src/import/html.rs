//! From the HTML of a source to the product's own rich text. An allow-list: what is not named here does not come
//! through. Inline styles, classes, scripts, frames, comments and invisible characters are gone afterwards; a link
//! survives only with `https`, `mailto` or `tel`.

use bot_core::text::{Block, Inline, RichText};
use scraper::{ElementRef, Html, Node};

/// Longest emphasised line that still counts as a heading.
const HEADING_CHARS_MAX: usize = 80;

/// How deep elements may be nested; what is deeper is left out. No text of a city needs a tenth of it.
const DEPTH_MAX: usize = 64;

/// Elements that are left out with all that is in them.
const DROPPED: [&str; 16] = [
    "script", "style", "template", "iframe", "object", "embed", "svg", "math", "noscript", "head", "title",
    "form", "button", "select", "textarea", "input",
];

/// Cleans an HTML fragment. Text without any markup becomes one paragraph.
#[must_use]
pub fn clean(html: &str) -> RichText {
    let document = Html::parse_fragment(html);
    let mut writer = Writer::default();
    writer.walk(document.root_element(), Emphasis::Plain);
    writer.end_paragraph();
    RichText(writer.blocks)
}

/// One line of text without markup and invisible characters.
#[must_use]
pub fn clean_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in visible(text).split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The address if citizens may be sent there: `https` with a host, `mailto` or `tel`. Plain `http` becomes `https`.
#[must_use]
pub fn safe_url(url: &str) -> Option<String> {
    let url: String = visible(url).trim().to_owned();
    let is_clean = !url.chars().any(|c| {
        c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\'' | '`' | '\\' | '{' | '}')
    });
    if !is_clean {
        return None;
    }
    let (scheme, rest) = url.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "https" | "http" => {
            let rest = rest.strip_prefix("//")?;
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let is_host = host.contains('.')
                && host
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
            is_host.then(|| format!("https://{rest}"))
        }
        "mailto" => rest.contains('@').then(|| format!("mailto:{rest}")),
        "tel" => {
            let is_number = rest.chars().any(|c| c.is_ascii_digit())
                && rest
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '.' | '/'));
            is_number.then(|| format!("tel:{rest}"))
        }
        _ => None,
    }
}

/// Drops what cannot be seen and turns every other kind of blank into a plain one.
fn visible(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
                && (!c.is_control() || c.is_whitespace())
        })
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Emphasis {
    Plain,
    Strong,
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    line: Vec<Inline>,
    depth: usize,
}

impl Writer {
    fn walk(&mut self, parent: ElementRef<'_>, emphasis: Emphasis) {
        if self.depth >= DEPTH_MAX {
            return;
        }
        self.depth += 1;
        for child in parent.children() {
            match child.value() {
                Node::Text(text) => self.text(text, emphasis),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(child) {
                        self.element(element, emphasis);
                    }
                }
                _ => {}
            }
        }
        self.depth -= 1;
    }

    fn element(&mut self, element: ElementRef<'_>, emphasis: Emphasis) {
        match element.value().name() {
            name if DROPPED.contains(&name) => {}
            "br" => self.line.push(Inline::Break),
            "strong" | "b" => self.walk(element, Emphasis::Strong),
            "a" => self.link(element, emphasis),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_paragraph();
                self.heading(&text_in(element, self.depth));
            }
            "ul" | "ol" => {
                self.end_paragraph();
                let mut items = Vec::new();
                list_items(element, &mut items, self.depth);
                if !items.is_empty() {
                    self.blocks.push(Block::List {
                        ordered: element.value().name() == "ol",
                        items,
                    });
                }
            }
            "p" | "div" | "section" | "article" | "table" | "tbody" | "tr" | "td" | "th" | "blockquote"
            | "dl" | "dt" | "dd" | "hr" | "li" | "pre" => {
                self.end_paragraph();
                self.walk(element, emphasis);
                self.end_paragraph();
            }
            _ => self.walk(element, emphasis),
        }
    }

    fn text(&mut self, text: &str, emphasis: Emphasis) {
        let text = visible(text);
        if text.is_empty() {
            return;
        }
        self.line.push(match emphasis {
            Emphasis::Plain => Inline::Text(text),
            Emphasis::Strong => Inline::Strong(text),
        });
    }

    fn link(&mut self, element: ElementRef<'_>, emphasis: Emphasis) {
        let label = clean_line(&text_in(element, self.depth));
        match element.value().attr("href").and_then(safe_url) {
            Some(url) if !label.is_empty() => self.line.push(Inline::Link { label, url }),
            _ => self.walk(element, emphasis),
        }
    }

    fn heading(&mut self, text: &str) {
        let text = clean_line(text);
        let text = text.trim_end_matches(':').trim_end();
        if !text.is_empty() {
            self.blocks.push(Block::Heading(text.to_owned()));
        }
    }

    /// Closes the open paragraph: an emphasised line of its own becomes a heading, an empty line parts paragraphs.
    fn end_paragraph(&mut self) {
        let line = tidy(std::mem::take(&mut self.line));
        let mut rest = line.as_slice();
        while let [Inline::Strong(text), tail @ ..] = rest {
            let is_alone = matches!(tail, [] | [Inline::Break, ..]);
            if !is_alone || !reads_as_heading(text) {
                break;
            }
            self.heading(text);
            rest = trim_breaks(tail);
        }
        self.blocks
            .extend(split_at_empty_lines(rest).into_iter().map(Block::Paragraph));
    }
}

/// All text in an element, without that of dropped ones.
fn text_in(element: ElementRef<'_>, depth: usize) -> String {
    let mut text = String::new();
    for child in element.children() {
        match child.value() {
            Node::Text(part) => text.push_str(part),
            Node::Element(inner) if depth < DEPTH_MAX && !DROPPED.contains(&inner.name()) => {
                text.extend(ElementRef::wrap(child).map(|inner| text_in(inner, depth + 1)));
            }
            _ => {}
        }
    }
    text
}

fn reads_as_heading(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= HEADING_CHARS_MAX
        && text.chars().any(char::is_alphabetic)
        && !text.ends_with(['.', '!', ',', ';'])
        && !text.ends_with("Euro")
}

/// The items of a list, those of nested lists behind the item they belong to.
fn list_items(list: ElementRef<'_>, items: &mut Vec<Vec<Inline>>, depth: usize) {
    if depth >= DEPTH_MAX {
        return;
    }
    for child in list.children().filter_map(ElementRef::wrap) {
        let mut writer = Writer {
            depth: depth + 1,
            ..Writer::default()
        };
        let mut nested = Vec::new();
        for part in child.children() {
            match part.value() {
                Node::Text(text) => writer.text(text, Emphasis::Plain),
                Node::Element(element) if matches!(element.name(), "ul" | "ol") => {
                    nested.extend(ElementRef::wrap(part));
                }
                Node::Element(element) => {
                    let Some(inner) = ElementRef::wrap(part) else {
                        continue;
                    };
                    if matches!(element.name(), "p" | "div") {
                        writer.walk(inner, Emphasis::Plain);
                        writer.line.push(Inline::Break);
                    } else {
                        writer.element(inner, Emphasis::Plain);
                    }
                }
                _ => {}
            }
        }
        let own: Vec<Inline> = std::mem::take(&mut writer.line);
        let mut item: Vec<Inline> = flatten(writer.blocks);
        item.extend(own);
        let item = tidy(item);
        if !item.is_empty() {
            items.push(item);
        }
        for list in nested {
            list_items(list, items, depth + 1);
        }
    }
}

/// Blocks inside a list item become lines of it.
fn flatten(blocks: Vec<Block>) -> Vec<Inline> {
    let mut line = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(text) => line.push(Inline::Strong(text)),
            Block::Paragraph(inlines) => line.extend(inlines),
            Block::List { items, .. } => {
                for item in items {
                    line.extend(item);
                    line.push(Inline::Break);
                }
            }
        }
        line.push(Inline::Break);
    }
    line
}

fn split_at_empty_lines(line: &[Inline]) -> Vec<Vec<Inline>> {
    let mut paragraphs = vec![Vec::new()];
    let mut breaks = 0;
    for inline in line {
        if *inline == Inline::Break {
            breaks += 1;
            continue;
        }
        if breaks >= 2 {
            paragraphs.push(Vec::new());
        }
        if let Some(current) = paragraphs.last_mut() {
            if breaks == 1 {
                current.push(Inline::Break);
            }
            current.push(inline.clone());
        }
        breaks = 0;
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

fn trim_breaks(mut line: &[Inline]) -> &[Inline] {
    while let [Inline::Break, tail @ ..] = line {
        line = tail;
    }
    line
}

/// Joins neighbours, collapses blanks, drops what is empty, and trims both ends of every line.
fn tidy(line: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(line.len());
    for inline in line {
        match (out.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text))
            | (Some(Inline::Strong(before)), Inline::Strong(text)) => {
                before.push_str(&text);
            }
            (_, inline) => out.push(inline),
        }
    }
    let mut trimmed: Vec<Inline> = Vec::with_capacity(out.len());
    let mut after_blank = true;
    for inline in out {
        match inline {
            Inline::Text(text) => push_text(&mut trimmed, &text, &mut after_blank, Inline::Text),
            Inline::Strong(text) => push_text(&mut trimmed, &text, &mut after_blank, Inline::Strong),
            Inline::Break => {
                trim_end(&mut trimmed);
                trimmed.push(Inline::Break);
                after_blank = true;
            }
            whole @ Inline::Link { .. } => {
                trimmed.push(whole);
                after_blank = false;
            }
        }
    }
    while matches!(trimmed.last(), Some(Inline::Break)) || trim_end(&mut trimmed) {
        if matches!(trimmed.last(), Some(Inline::Break)) {
            trimmed.pop();
        }
    }
    let skip = trimmed.len() - trim_breaks(&trimmed).len();
    trimmed.drain(..skip);
    trimmed
}

fn push_text(out: &mut Vec<Inline>, text: &str, after_blank: &mut bool, wrap: fn(String) -> Inline) {
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        if c == ' ' && *after_blank {
            continue;
        }
        *after_blank = c == ' ';
        kept.push(c);
    }
    if kept == " " {
        // A blank between two pieces belongs to plain text, whatever emphasis it had.
        out.push(Inline::Text(kept));
    } else if !kept.is_empty() {
        out.push(wrap(kept));
    }
}

/// Trims blanks at the end of the last text; tells whether something was removed.
fn trim_end(out: &mut Vec<Inline>) -> bool {
    let Some(Inline::Text(text) | Inline::Strong(text)) = out.last_mut() else {
        return false;
    };
    let length = text.trim_end().len();
    if length == text.len() {
        return false;
    }
    text.truncate(length);
    if length == 0 {
        out.pop();
    }
    true
}

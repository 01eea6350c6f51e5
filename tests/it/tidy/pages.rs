//! What the strict content security policy would block: better found here than by a citizen.

use super::leftovers::findings;
use super::tree::{File, Tree};

/// Inline script, inline style and event handlers in templates.
pub fn inline_code(tree: &Tree) -> Vec<String> {
    findings(templates(tree), |line| {
        let lower = line.to_lowercase();
        lower.contains("<style")
            || lower.contains(" style=")
            || lower.contains("javascript:")
            || lower
                .match_indices("<script")
                .any(|(at, _)| !lower[at..].contains(" src="))
            || has_handler(&lower)
    })
}

/// Resources that a browser would fetch from elsewhere.
pub fn third_parties(tree: &Tree) -> Vec<String> {
    let mut out = findings(templates(tree), |line| {
        let foreign = [
            "src=\"http",
            "src=\"//",
            "action=\"http",
            "srcset=\"http",
            "data=\"http",
        ];
        foreign.iter().any(|attribute| line.contains(attribute))
            || (line.contains("<link") && line.contains("href=\"http"))
    });
    let own = |file: &&File| !file.is_in("tests");
    out.extend(findings(tree.with(&["css"]).filter(own), |line| {
        line.contains("@import")
            || line.contains("url(http")
            || line.contains("url(\"http")
            || line.contains("url(//")
    }));
    out.extend(findings(tree.with(&["js", "mjs"]).filter(own), |line| {
        let address = |quote: char| line.contains(&format!("{quote}http"));
        !line.trim_start().starts_with(['*', '/'])
            && !line.contains("www.w3.org")
            && "\"'`".chars().any(address)
    }));
    out
}

fn templates(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.with(&["html", "svg"])
        .filter(|file| !file.is_in("docs") && !file.is_in("tests"))
}

/// An attribute such as `onclick=`.
fn has_handler(lower: &str) -> bool {
    lower.match_indices(" on").any(|(at, _)| {
        let rest = lower[at + 3..].trim_start_matches(|c: char| c.is_ascii_lowercase());
        rest.len() < lower.len() - at - 3 && rest.starts_with('=')
    })
}

#[test]
fn inline_code_is_found_and_plain_markup_is_not() {
    let template = |text: &str| {
        Tree(vec![File {
            path: "x/templates/a.html".to_owned(),
            text: text.to_owned(),
        }])
    };
    for bad in [
        "<script>a()</script>",
        "<p style=\"color:red\">",
        "<a onclick=\"x()\">",
        "<a href=\"javascript:x\">",
    ] {
        assert_eq!(inline_code(&template(bad)).len(), 1, "{bad}");
    }
    for good in [
        "<script type=\"module\" src=\"/assets/chat.js\"></script>",
        "<p>Wir sind on = hier</p>",
    ] {
        assert!(inline_code(&template(good)).is_empty(), "{good}");
    }
}

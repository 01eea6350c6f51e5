//! The description of the interface, made from the route tables so that it cannot lag behind them. `docs/openapi.json`
//! is the same text for readers of the repository; a test compares the two.

use crate::operation;
use handover_console::Audience;
use serde_json::{Map, Value, json};

/// Form fields of routes that take a form, beside `csrf`: path, fields that are needed, fields that may be left out.
const FORMS: &[(&str, &[&str], &[&str])] = &[
    ("/chat/messages", &["text", "client_id"], &["page"]),
    ("/chat/choices", &["message", "client_id"], &["option"]),
    ("/chat/topics", &["article", "client_id"], &[]),
    ("/chat/person", &["client_id"], &[]),
    ("/chat/feedback", &["message", "helped"], &["reason"]),
    ("/chat/language", &["lang"], &[]),
    ("/chat/withdraw", &[], &[]),
    ("/chat/delete", &[], &[]),
    ("/console/sign-in", &["login", "password"], &[]),
    ("/console/sign-out", &[], &[]),
    ("/console/stay", &[], &[]),
    ("/console/presence", &["state"], &[]),
    ("/console/conversations/{id}/accept", &["handover"], &[]),
    ("/console/conversations/{id}/decline", &["handover"], &["reason"]),
    ("/console/conversations/{id}/replies", &["message", "text"], &[]),
    ("/console/conversations/{id}/hand-back", &[], &[]),
    ("/console/conversations/{id}/close", &["outcome"], &[]),
    ("/console/articles/question", &["question"], &["lang"]),
];

/// The OpenAPI 3.1 document.
pub fn document() -> Value {
    let mut paths = Map::new();
    for (method, path, who, purpose) in table() {
        let item = paths.entry(path.clone()).or_insert_with(|| json!({}));
        item[method.to_lowercase()] = operation(&method, &path, &who, &purpose);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Amtslotse",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
            "description": "Pages and forms of the hub. A form is answered with 303 and a page; with the header \
                X-Fragment: 1 the same route answers 202 without a page. Every problem is RFC 9457 unless a page is \
                asked for."
        },
        "paths": paths,
        "components": { "schemas": { "Problem": problem() } }
    })
}

/// All routes of the hub: method, path, who may use it, what it is for.
fn table() -> Vec<(String, String, String, String)> {
    let own = |text: &str| text.to_owned();
    let citizens = channels::web::ROUTES.iter().map(|route| {
        let who = match route.who {
            channels::web::Who::Everybody => "everybody",
            channels::web::Who::OwnConversation => "everybody, for the conversation of their own cookie",
        };
        (own(route.method), own(route.path), own(who), own(route.purpose))
    });
    let staff = handover_console::ROUTES.iter().map(|route| {
        let who = match route.audience {
            Audience::Everybody => "everybody",
            Audience::Staff => "signed-in staff",
            Audience::Clerk => "clerks, for conversations offered to or with them",
            Audience::Editor => "editors",
            Audience::Operator => "operators",
        };
        (own(route.method), own(route.path), own(who), own(route.purpose))
    });
    let operation = operation::ROUTES
        .iter()
        .map(|(method, path, who, purpose)| (own(method), own(path), own(who), own(purpose)));
    citizens.chain(staff).chain(operation).collect()
}

fn operation(method: &str, path: &str, who: &str, purpose: &str) -> Value {
    let mut out = json!({
        "summary": purpose,
        "description": format!("For {who}."),
        "responses": {
            "default": {
                "description": "a problem, or a page that tells it",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
            }
        }
    });
    let success = if method == "POST" { "303" } else { "200" };
    out["responses"][success] = json!({ "description": "done" });
    let parameters: Vec<Value> = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    if !parameters.is_empty() {
        out["parameters"] = Value::Array(parameters);
    }
    if let Some((_, needed, optional)) = FORMS.iter().find(|(form, ..)| method == "POST" && *form == path) {
        out["requestBody"] = form(needed, optional);
    }
    out
}

fn form(needed: &[&str], optional: &[&str]) -> Value {
    let required: Vec<&str> = std::iter::once("csrf").chain(needed.iter().copied()).collect();
    let properties: Map<String, Value> = required
        .iter()
        .chain(optional)
        .map(|name| ((*name).to_owned(), json!({ "type": "string" })))
        .collect();
    json!({
        "required": true,
        "content": { "application/x-www-form-urlencoded": {
            "schema": { "type": "object", "required": required, "properties": properties }
        } }
    })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_in_the_repository_is_the_one_served() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
        let made = format!("{:#}\n", document());
        if std::env::var_os("UPDATE_OPENAPI").is_some() {
            std::fs::write(file, &made).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(file).unwrap(),
            made,
            "UPDATE_OPENAPI=1 writes it anew"
        );
    }

    #[test]
    fn every_form_belongs_to_a_route() {
        let routes = table();
        for (form, ..) in FORMS {
            assert!(
                routes
                    .iter()
                    .any(|(method, path, ..)| method == "POST" && path == form),
                "{form}"
            );
        }
        for (method, path, ..) in &routes {
            assert!(
                method != "POST" || FORMS.iter().any(|(form, ..)| form == path),
                "{path} has no form"
            );
        }
    }
}

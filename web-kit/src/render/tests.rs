use super::*;
use bot_core::answer::{
    Action, ActionKind, Answer, Choice, ChoiceTarget, Citation, Clarification, ContactCard, Conversational,
    Hotline, NonEmpty, OpeningState, Referral, ReferralReason, RelatedMatter, Section,
};
use bot_core::article::FactKind;
use bot_core::conversation::Inbound;
use bot_core::decision::Decision;
use bot_core::ids::{ArticleId, OrgUnitId, RevisionId};
use bot_core::locale::Language;
use bot_core::personal::Personal;
use bot_core::text::{Block, Inline, RichText};
use bot_core::understanding::{Intent, Understanding};
use ulid::Ulid;

/// Payloads that would run, load or break out somewhere if a renderer forgot to escape.
const HOSTILE: [&str; 16] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</p></div></article><iframe src=javascript:alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{ 7 * 7 }} {% include 'x' %} ${7*7}",
    "<!--><script>alert(1)</script-->",
    "<math><mtext><style><img src=x onerror=alert(1)>",
    "\u{202e}<b>gnirts</b>",
    "<style>*{background:url(//evil.example)}</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<base href=//evil.example>",
    "x\" autofocus onfocus=alert(1) y=\"",
];
/// Every element our own templates write; anything else in the output came from outside.
const OWN: [&str; 31] = [
    "a", "article", "aside", "br", "button", "circle", "details", "div", "footer", "form", "h2", "h3", "h4",
    "header", "input", "label", "li", "ol", "p", "path", "section", "span", "strong", "summary", "svg",
    "textarea", "time", "ul", "h5", "b", "i",
];

fn message() -> MessageId {
    MessageId(Ulid::from_parts(1, 1))
}

fn visit() -> Visit {
    Visit {
        locale: Locale::De,
        path: "/chat".to_owned(),
        is_framed: false,
        is_fragment: false,
        wants_page: true,
        provenance: crate::csrf::Provenance::Own,
        network: None,
    }
}

fn renderer(audience: Audience<'_>) -> Renderer<'_> {
    Renderer {
        locale: Locale::De,
        time_zone: TimeZone::get("Europe/Berlin").unwrap(),
        now: "2026-11-21T20:00:00Z".parse().unwrap(),
        audience,
        directory: None,
    }
}

fn card(text: &str) -> ContactCard {
    ContactCard {
        org_unit: OrgUnitId::new("muc:1"),
        name: text.to_owned(),
        unit: Some(text.to_owned()),
        clerk: Some(text.to_owned()),
        phone: Some(text.to_owned()),
        email: Some(text.to_owned()),
        address: Some(text.to_owned()),
        hours: vec![text.to_owned()],
        opening: Some(OpeningState::Closed {
            opens: "2026-11-23T07:00:00Z".parse().ok(),
        }),
        is_sample: true,
    }
}

fn answer(text: &str) -> Answer {
    let link = Inline::Link {
        label: text.to_owned(),
        url: text.to_owned(),
    };
    let block = Block::Paragraph(vec![
        Inline::Text(text.to_owned()),
        link,
        Inline::Strong(text.to_owned()),
    ]);
    let list = Block::List {
        ordered: true,
        items: vec![vec![Inline::Text(text.to_owned()), Inline::Break]],
    };
    let rich = RichText(vec![Block::Heading(text.to_owned()), block, list]);
    let matter = RelatedMatter {
        article: ArticleId::new(text),
        title: text.to_owned(),
    };
    Answer {
        article: ArticleId::new(text),
        title: text.to_owned(),
        lead: text.to_owned(),
        sections: vec![
            Section {
                kind: Some(FactKind::Fees),
                text: rich.clone(),
                is_asked: true,
            },
            Section {
                kind: None,
                text: rich,
                is_asked: false,
            },
        ],
        actions: vec![
            Action {
                kind: ActionKind::ApplyOnline,
                url: text.to_owned(),
            },
            Action {
                kind: ActionKind::OpenPage,
                url: "https://stadt.example/?a=1&b=2".to_owned(),
            },
        ],
        citations: NonEmpty::one(Citation {
            article: ArticleId::new(text),
            revision: RevisionId(Ulid::from_parts(2, 2)),
            title: text.to_owned(),
            publisher: text.to_owned(),
            url: Some(text.to_owned()),
            date: jiff::civil::date(2026, 6, 8),
        }),
        contact: Some(card(text)),
        related: vec![matter],
        confidence: 0.9,
        is_in_german: true,
        notice: Some(text.to_owned()),
        notice_language: Language::from_code("ar"),
    }
}

fn decided(decision: Decision, language: Language) -> Recorded {
    let event = Event::Decided {
        message: message(),
        about: message(),
        understanding: Understanding {
            language,
            normal_form: Personal::new(String::new()),
            intent: Intent::Matter,
            facts: Vec::new(),
            refers_back: false,
        },
        decision: Box::new(decision),
    };
    Recorded {
        sequence: 3,
        at: "2026-11-21T19:55:00Z".parse().unwrap(),
        event,
    }
}

fn recorded(event: Event) -> Recorded {
    Recorded {
        sequence: 2,
        at: "2026-11-21T19:54:00Z".parse().unwrap(),
        event,
    }
}

fn everything(text: &str) -> Vec<Recorded> {
    let choice = Choice {
        label: text.to_owned(),
        target: ChoiceTarget::Person,
    };
    let referral = Referral {
        reason: ReferralReason::NoAnswer,
        text: text.to_owned(),
        matter: Some(RelatedMatter {
            article: ArticleId::new(text),
            title: text.to_owned(),
        }),
        contact: card(text),
        options: vec![choice.clone()],
        citation: Some(answer(text).citations.first),
        action: Some(Action {
            kind: ActionKind::OpenPage,
            url: text.to_owned(),
        }),
    };
    let conversational = Conversational {
        intent: "help".to_owned(),
        text: text.to_owned(),
        hotlines: vec![Hotline {
            name: text.to_owned(),
            phone: text.to_owned(),
            note: text.to_owned(),
        }],
        suggestions: vec![RelatedMatter {
            article: ArticleId::new(text),
            title: text.to_owned(),
        }],
    };
    let words = Personal::new(text.to_owned());
    vec![
        recorded(Event::CitizenWrote {
            message: message(),
            content: Inbound::Text { text: words.clone() },
            shown: words.clone(),
        }),
        recorded(Event::ClerkWrote {
            message: message(),
            clerk: ClerkId::new(text),
            text: words,
        }),
        recorded(Event::HandoverAccepted {
            handover: bot_core::ids::HandoverId(Ulid::from_parts(4, 4)),
            clerk: ClerkId::new(text),
            clerk_name: text.to_owned(),
        }),
        decided(Decision::Answer(answer(text)), Language::DE),
        decided(
            Decision::Clarify(Clarification {
                text: text.to_owned(),
                options: vec![choice],
            }),
            Language::DE,
        ),
        decided(Decision::Refer(referral), Language::DE),
        decided(Decision::Converse(conversational), Language::DE),
    ]
}

/// What an HTML reader would take for the beginning of an element.
fn elements(html: &str) -> Vec<String> {
    html.split('<')
        .skip(1)
        .filter_map(|rest| {
            let name = rest.trim_start_matches('/');
            let end = name
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(name.len());
            (!name[..end].is_empty()).then(|| name[..end].to_ascii_lowercase())
        })
        .collect()
}

#[test]
fn hostile_words_stay_words_everywhere() {
    let visit = visit();
    let audiences = [
        Audience::Citizen {
            visit: &visit,
            csrf: "token",
        },
        Audience::Clerk,
        Audience::Print,
    ];
    for audience in audiences {
        let harmless: Vec<Vec<String>> = shown(audience, "harmless");
        for payload in HOSTILE {
            for (html, expected) in texts(audience, payload).iter().zip(&harmless) {
                let found = elements(html);
                for element in &found {
                    assert!(
                        OWN.contains(&element.as_str()),
                        "{element} out of {payload} in {html}"
                    );
                }
                let is_link_text = payload.starts_with("javascript:") || payload.starts_with("data:");
                assert!(
                    is_link_text || found == *expected,
                    "{payload} changed the elements of {html}"
                );
                assert!(
                    !html.contains("href=\"javascript") && !html.contains("href=\"data"),
                    "{html}"
                );
            }
        }
    }
}

fn texts(audience: Audience<'_>, text: &str) -> Vec<String> {
    let renderer = renderer(audience);
    everything(text)
        .iter()
        .map(|recorded| renderer.event(recorded).unwrap().html.as_str().to_owned())
        .collect()
}

fn shown(audience: Audience<'_>, text: &str) -> Vec<Vec<String>> {
    texts(audience, text).iter().map(|html| elements(html)).collect()
}

#[test]
fn an_answer_is_laid_out_like_a_letter() {
    let visit = visit();
    let renderer = renderer(Audience::Citizen {
        visit: &visit,
        csrf: "token",
    });
    let html = renderer
        .event(&decided(Decision::Answer(answer("Reisepass")), Language::DE))
        .unwrap()
        .html;
    let html = html.as_str();
    let at = |part: &str| {
        html.find(part)
            .unwrap_or_else(|| panic!("{part} is missing in {html}"))
    };
    assert!(at("answer__title") < at("answer__lead"));
    assert!(at("answer__lead") < at("Was kostet das?"));
    assert!(at("Was kostet das?") < at("<details class=\"fact"));
    assert!(at("<details class=\"fact") < at("class=\"contact\""));
    assert!(at("class=\"contact\"") < at("Stand: <time datetime=\"2026-06-08\">8. Juni 2026"));
    assert!(html.contains("öffnet Montag, 8 Uhr") && html.contains("Beispielzeiten"));
    assert!(html.contains("https://stadt.example/?a=1&#38;b=2"));
    assert_eq!(
        html.matches("kern-btn--primary").count(),
        1,
        "the unsafe action is left out"
    );
}

#[test]
fn an_office_is_called_open_only_while_it_is() {
    let mut later = renderer(Audience::Clerk);
    later.now = "2026-11-23T08:00:00Z".parse().unwrap();
    let html = ContactView::new(&later, &card("Bürgerbüro")).html();
    assert!(!html.as_str().contains("öffnet"), "{html}");
    let mut open = card("Bürgerbüro");
    open.opening = Some(OpeningState::Open {
        until: "2026-11-23T11:00:00Z".parse().unwrap(),
    });
    let html = ContactView::new(&later, &open).html();
    assert!(
        html.as_str().contains("Jetzt geöffnet") && html.as_str().contains("bis 12 Uhr"),
        "{html}"
    );
}

#[test]
fn feedback_stands_at_its_message() {
    let visit = visit();
    let renderer = renderer(Audience::Citizen {
        visit: &visit,
        csrf: "token",
    });
    let answered = decided(Decision::Answer(answer("Reisepass")), Language::DE);
    let given = Recorded {
        sequence: 4,
        at: answered.at,
        event: Event::FeedbackGiven {
            message: message(),
            helped: true,
            reason: Some(Personal::new("x".to_owned())),
        },
    };
    let page = renderer.transcript(&[answered, given.clone()]);
    assert_eq!(page.len(), 1);
    assert!(page[0].html.as_str().contains("Das hat geholfen"));
    assert!(!page[0].html.as_str().contains("/chat/feedback"));
    let live = renderer.event(&given).unwrap().html;
    assert!(live.as_str().contains(&format!("id=\"feedback-{}\"", message())));
}

#[test]
fn who_is_answered_in_another_language_hears_it_in_that_language() {
    let words = Conversational {
        intent: "help".to_owned(),
        text: "Hello".to_owned(),
        hotlines: Vec::new(),
        suggestions: Vec::new(),
    };
    let turkish = Language::from_code("tr").unwrap();
    let html = renderer(Audience::Clerk)
        .event(&decided(Decision::Converse(words), turkish))
        .unwrap()
        .html;
    assert!(
        html.as_str().contains("class=\"message__body\" lang=\"en\""),
        "{html}"
    );
}

#[test]
fn only_the_citizen_gets_buttons() {
    for audience in [Audience::Clerk, Audience::Print] {
        for html in texts(audience, "Reisepass") {
            assert!(!html.contains("<button") && !html.contains("<form"), "{html}");
        }
    }
}

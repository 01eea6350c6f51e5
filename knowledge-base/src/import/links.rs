//! Links of a service: made safe, each once, the useful ones first; and which of them lead to doing it online or to
//! booking an appointment.

use super::dldb::{Office, Service, SourceLink};
use super::html::{clean_line, safe_url};
use bot_core::article::Link;
use bot_core::text::{Block, Inline, RichText, words};

/// Booking pages as the export names them, and the same page in the language of the export.
const BOOKING_PAGE_EXPORTED: &str = "https://stadt.muenchen.de/en/buergerservice/terminvereinbarung.html/#/";
const BOOKING_PAGE: &str = "https://stadt.muenchen.de/buergerservice/terminvereinbarung.html#/";

/// Labels that stand below nearly every service and help nobody with the matter.
const BOILERPLATE: [&str; 2] = ["datenschutz", "dsgvo"];

/// Words that make a link a form.
const FORM_WORDS: [&str; 12] = [
    "antrag",
    "formular",
    "vollmacht",
    "vordruck",
    "mandat",
    "zustimmungserklärung",
    "erklärung",
    "ermächtigung",
    "meldeschein",
    "fragebogen",
    "formblatt",
    "wohnungsgeberbestätigung",
];

/// Pages where one books or reads, but does nothing online.
const NOT_DONE_THERE: [&str; 2] = ["terminvereinbarung", "personalausweisportal.de"];

/// The safe links of a service, forms first, boilerplate last.
pub(super) fn of_service(service: &Service) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for link in service.links.iter().chain(&service.forms).filter_map(safe_link) {
        if links.iter().all(|known| known.url != link.url) {
            links.push(link);
        }
    }
    links.sort_by_key(|link| (is_boilerplate(&link.label), !is_form(&link.label)));
    links
}

/// The forms among the links, as a list.
pub(super) fn forms(links: &[Link]) -> RichText {
    let items: Vec<Vec<Inline>> = links
        .iter()
        .filter(|link| is_form(&link.label) && !is_boilerplate(&link.label))
        .map(|link| {
            vec![Inline::Link {
                label: link.label.clone(),
                url: link.url.clone(),
            }]
        })
        .collect();
    if items.is_empty() {
        RichText::default()
    } else {
        RichText(vec![Block::List {
            ordered: false,
            items,
        }])
    }
}

/// Where the text or a link says that it can be done online. The booking of an appointment is not that.
pub(super) fn online(text: &RichText, links: &[Link], title: &str) -> Option<Link> {
    let in_text = inlines(text).filter_map(|inline| match inline {
        Inline::Link { label, url } => Some((label.as_str(), url.as_str())),
        _ => None,
    });
    let beside = links.iter().map(|link| (link.label.as_str(), link.url.as_str()));
    in_text
        .chain(beside)
        .find(|(label, url)| says_online(label) && NOT_DONE_THERE.iter().all(|page| !url.contains(page)))
        .map(|(_, url)| Link {
            label: title.to_owned(),
            url: url.to_owned(),
        })
}

/// Where an appointment can be booked: only if service, office and the relation between them are public.
pub(super) fn appointment(service: &Service, offices: &[&Office], title: &str) -> Option<Link> {
    let bookable: Vec<&str> = service
        .locations
        .iter()
        .filter(|at| at.appointment.allowed && is_public_at(service, &at.location, offices))
        .filter_map(|at| at.appointment.link.as_deref())
        .collect();
    let link = match bookable.as_slice() {
        [] => return None,
        [one] => one,
        // Several offices: the page of the service lets the citizen choose one.
        _ => service.meta.url.as_deref()?,
    };
    let link = link
        .replace("{serviceId}", &service.id)
        .replace(BOOKING_PAGE_EXPORTED, BOOKING_PAGE);
    safe_url(&link).map(|url| Link {
        label: title.to_owned(),
        url,
    })
}

/// Whether the service is public, the office is, and the relation is not hidden.
pub(super) fn is_public_at(service: &Service, office: &str, offices: &[&Office]) -> bool {
    service.public
        && offices.iter().any(|candidate| {
            candidate.id == office
                && candidate.public
                && candidate
                    .services
                    .iter()
                    .any(|relation| relation.service == service.id && relation.public != Some(false))
        })
}

fn safe_link(link: &SourceLink) -> Option<Link> {
    let label = clean_line(link.name.as_deref()?);
    let url = safe_url(link.link.as_deref()?)?;
    (!label.is_empty()).then_some(Link { label, url })
}

fn is_form(label: &str) -> bool {
    let words = words(label);
    let is_information = words
        .iter()
        .any(|word| word.starts_with("information") || word == "merkblatt");
    !is_information
        && words
            .iter()
            .any(|word| FORM_WORDS.iter().any(|form| word.contains(form)))
}

fn is_boilerplate(label: &str) -> bool {
    let label = label.to_lowercase();
    BOILERPLATE.iter().any(|sign| label.contains(sign))
}

fn says_online(label: &str) -> bool {
    let words = words(label);
    let other = [
        "ausweis",
        "onlineausweisfunktion",
        "auskunft",
        "termin",
        "terminvereinbarung",
        "informationen",
        "information",
    ];
    let begins = words.first().is_some_and(|word| word == "online");
    let ends = words.last().is_some_and(|word| word == "online")
        || words.windows(2).any(|pair| {
            pair[0] == "online"
                && matches!(
                    pair[1].as_str(),
                    "beantragen" | "melden" | "antrag" | "direkt" | "außer"
                )
        });
    (begins || ends) && !words.iter().any(|word| other.contains(&word.as_str()))
}

fn inlines(text: &RichText) -> impl Iterator<Item = &Inline> {
    text.0.iter().flat_map(|block| -> Vec<&Inline> {
        match block {
            Block::Heading(_) => Vec::new(),
            Block::Paragraph(line) => line.iter().collect(),
            Block::List { items, .. } => items.iter().flatten().collect(),
        }
    })
}

//! Offices of the catalogue as org units of the authority.

use super::dldb::Office;
use super::html::clean_line;
use bot_core::ids::OrgUnitId;
use bot_core::responsibility::{OpeningHours, OrgUnit};

/// The offices as org units. Opening hours are not in the catalogue and stay unknown.
#[must_use]
pub fn org_units(offices: &[Office], source: &str) -> Vec<OrgUnit> {
    offices.iter().map(|office| org_unit(office, source)).collect()
}

/// The id of an office.
pub(super) fn id_of(key: &str, source: &str) -> OrgUnitId {
    OrgUnitId::new(format!("{source}:{key}"))
}

fn org_unit(office: &Office, source: &str) -> OrgUnit {
    let name = filled(office.display_name.as_deref()).unwrap_or_else(|| clean_line(&office.name));
    let postal_code = filled(office.address.postal_code.as_deref());
    OrgUnit {
        id: id_of(&office.id, source),
        name,
        sign: sign(&office.name),
        department: filled(office.organization_unit.as_deref()),
        phone: filled(office.contact.phone.as_deref()),
        email: filled(office.contact.email.as_deref()),
        address: address(office),
        postal_code,
        hours: OpeningHours::default(),
        hours_are_sample: false,
    }
}

/// The unit's sign: what stands in the last brackets of the name, if it looks like one („KVR-II/235“).
fn sign(name: &str) -> Option<String> {
    let name = clean_line(name);
    let open = name.rfind('(')?;
    let inner = name[open + 1..].strip_suffix(')')?.trim();
    let is_sign = inner.chars().any(|c| c.is_ascii_uppercase()) && inner.contains(['-', '/']);
    is_sign.then(|| inner.to_owned())
}

fn address(office: &Office) -> Option<String> {
    let street = filled(office.address.street.as_deref())?;
    let number = filled(office.address.house_number.as_deref());
    let place: Vec<String> = [&office.address.postal_code, &office.address.city]
        .iter()
        .filter_map(|part| filled(part.as_deref()))
        .collect();
    let street = number.map_or(street.clone(), |number| format!("{street} {number}"));
    Some(if place.is_empty() {
        street
    } else {
        format!("{street}, {}", place.join(" "))
    })
}

fn filled(text: Option<&str>) -> Option<String> {
    text.map(clean_line).filter(|text| !text.is_empty())
}

//! The city's catalogue as it comes: the two files of a DLDB export, read into plain shapes. Fields nobody reads are
//! not named here; unknown ones are passed over. Broken files are refused with the place where they break.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use std::path::Path;

/// File name of the services in an export directory.
pub const SERVICES_FILE: &str = "services_de.json";
/// File name of the offices in an export directory.
pub const LOCATIONS_FILE: &str = "locations_de.json";

/// Why an export was refused. Nothing has been changed then.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is not there or cannot be read.
    #[error("cannot read {file}")]
    File {
        /// Which file.
        file: String,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The file is not JSON, or not of the shape of a DLDB export.
    #[error("{file} is not a DLDB export, line {line} column {column}")]
    Shape {
        /// Which file.
        file: String,
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
        /// What was expected there.
        #[source]
        source: serde_json::Error,
    },
    /// The export has no services at all: more likely a broken export than a city without services.
    #[error("{file} names no service")]
    Empty {
        /// Which file.
        file: String,
    },
}

/// Both files of an export.
#[derive(Clone, Debug)]
pub struct Export {
    /// The services.
    pub services: Vec<Service>,
    /// The offices.
    pub offices: Vec<Office>,
}

#[derive(Deserialize)]
struct Catalogue<T> {
    data: Vec<T>,
}

/// A service of the catalogue.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields carry the names of the source")]
pub struct Service {
    #[serde(deserialize_with = "key")]
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub meta: Meta,
    #[serde(default)]
    pub locations: Vec<OfficeOfService>,
    #[serde(default)]
    pub leika: Option<String>,
    #[serde(default)]
    pub public: bool,
    #[serde(default)]
    pub links: Vec<SourceLink>,
    #[serde(default)]
    pub forms: Vec<SourceLink>,
    #[serde(default)]
    pub fees: Option<String>,
    #[serde(default)]
    pub duration: Option<u32>,
}

/// What the source says about a record.
#[derive(Clone, Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields carry the names of the source")]
pub struct Meta {
    #[serde(default)]
    pub lastupdate: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub keywords: Option<String>,
}

/// A link or form of a service.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields carry the names of the source")]
pub struct SourceLink {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub link: Option<String>,
}

/// That a service is done at an office, as the service tells it.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields carry the names of the source")]
pub struct OfficeOfService {
    #[serde(deserialize_with = "key")]
    pub location: String,
    #[serde(default)]
    pub appointment: Booking,
}

/// Booking of an appointment.
#[derive(Clone, Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields carry the names of the source")]
pub struct Booking {
    #[serde(default)]
    pub link: Option<String>,
    #[serde(default)]
    pub allowed: bool,
}

/// An office of the catalogue.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields carry the names of the source")]
pub struct Office {
    #[serde(deserialize_with = "key")]
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub display_name: Option<String>,
    #[serde(default)]
    pub organization: Option<String>,
    #[serde(default)]
    pub organization_unit: Option<String>,
    #[serde(default)]
    pub public: bool,
    #[serde(default)]
    pub address: Address,
    #[serde(default)]
    pub contact: Contact,
    #[serde(default)]
    pub services: Vec<ServiceOfOffice>,
}

/// Where an office is.
#[derive(Clone, Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields carry the names of the source")]
pub struct Address {
    #[serde(default)]
    pub street: Option<String>,
    #[serde(default)]
    pub house_number: Option<String>,
    #[serde(default)]
    pub postal_code: Option<String>,
    #[serde(default)]
    pub city: Option<String>,
}

/// How to reach an office.
#[derive(Clone, Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields carry the names of the source")]
pub struct Contact {
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
}

/// That a service is done at an office, as the office tells it.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields carry the names of the source")]
pub struct ServiceOfOffice {
    #[serde(deserialize_with = "key")]
    pub service: String,
    /// Absent means public.
    #[serde(default)]
    pub public: Option<bool>,
}

/// Reads an export directory.
///
/// # Errors
/// When a file is missing, is not JSON or has another shape.
pub fn read_dir(dir: &Path) -> Result<Export, ReadError> {
    let read = |name: &str| {
        std::fs::read_to_string(dir.join(name)).map_err(|source| ReadError::File {
            file: dir.join(name).display().to_string(),
            source,
        })
    };
    read_text(&read(SERVICES_FILE)?, &read(LOCATIONS_FILE)?)
}

/// Reads the text of both files.
///
/// # Errors
/// When a text is not JSON or has another shape.
pub fn read_text(services: &str, locations: &str) -> Result<Export, ReadError> {
    let services: Vec<Service> = catalogue(services, SERVICES_FILE)?;
    if services.is_empty() {
        return Err(ReadError::Empty {
            file: SERVICES_FILE.to_owned(),
        });
    }
    Ok(Export {
        services,
        offices: catalogue(locations, LOCATIONS_FILE)?,
    })
}

fn catalogue<T: DeserializeOwned>(text: &str, file: &str) -> Result<Vec<T>, ReadError> {
    serde_json::from_str::<Catalogue<T>>(text.trim_start_matches('\u{feff}'))
        .map(|found| found.data)
        .map_err(|source| ReadError::Shape {
            file: file.to_owned(),
            line: source.line(),
            column: source.column(),
            source,
        })
}

/// Ids come as text or as number, depending on the exporter.
fn key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Key {
        Text(String),
        Number(u64),
    }
    Ok(match Key::deserialize(deserializer)? {
        Key::Text(text) => text,
        Key::Number(number) => number.to_string(),
    })
}

//! Fits the probabilities of the ranking on the sample city, for each combination of legs, and prints the new
//! coefficients; what was measured goes to standard error. From the root of the repository:
//! `cargo run -p knowledge-base --example calibrate > coefficients.json`, then move the file to
//! `knowledge-base/data/calibration/`. Needed after a change of the legs, the features or much of the data. Languages
//! named as arguments are measured instead, and nothing is fitted.

use knowledge_base::embedding::{Encoder, Encoders, shipped_vectors};
use knowledge_base::index::{E5, USE};
use knowledge_base::ranking::{Calibration, Features, Meanings, ORIGINS, OutOfScope, calibrate, samples};
use knowledge_base::sample;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

/// The languages the product is complete in: the probabilities are fitted on them.
const LANGUAGES: [&str; 2] = ["de", "en"];

fn main() -> Result<(), Box<dyn Error>> {
    let articles: Vec<_> = sample::munich()?.articles.into_iter().map(Arc::new).collect();
    let out_of_scope = OutOfScope::bundled()?;
    let encoders = Encoders::load()?;
    let measured: Vec<String> = std::env::args().skip(1).collect();
    let languages: Vec<&str> = if measured.is_empty() {
        LANGUAGES.to_vec()
    } else {
        measured.iter().map(String::as_str).collect()
    };
    let mut by_origin = BTreeMap::new();
    let mut asked = 0;
    for origin in ORIGINS {
        let mut legs = Vec::new();
        for (name, encoder) in [(USE, &encoders.use_multilingual), (E5, &encoders.e5)] {
            if origin.contains(name) {
                legs.push(meanings(name, encoder)?);
            }
        }
        let samples = samples(&articles, &out_of_scope, &legs, &languages)?;
        asked = samples.iter().filter(|sample| sample.is_in_scope).count();
        let (fitted, report) = calibrate(&samples);
        eprintln!("{origin}: {}", serde_json::to_string(&report)?);
        by_origin.insert(origin.to_owned(), fitted);
    }
    if measured.is_empty() {
        let provenance = format!(
            "{asked} questions and wordings of the sample city's articles in German and English, each asked of an index \
             without it, and {} questions without an answer from data/calibration/out-of-scope.jsonl",
            out_of_scope.len(),
        );
        let features = Features::NAMES.map(str::to_owned).to_vec();
        println!(
            "{}",
            serde_json::to_string_pretty(&Calibration {
                provenance,
                features,
                by_origin
            })?
        );
    }
    Ok(())
}

fn meanings(name: &'static str, encoder: &Arc<dyn Encoder>) -> Result<Meanings, Box<dyn Error>> {
    let store = shipped_vectors(encoder.id())?.ok_or("no vectors are shipped for this encoder")?;
    Ok(Meanings {
        name,
        encoder: Arc::clone(encoder),
        store: Arc::new(store),
    })
}

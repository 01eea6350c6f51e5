//! Fits the probabilities of the ranking on the sample city and prints the new coefficients; what was measured goes to
//! standard error. From the root of the repository:
//! `cargo run -p knowledge-base --example calibrate > coefficients.json`, then move the file to
//! `knowledge-base/data/calibration/`. Needed after a change of the legs, the features or much of the data.

use knowledge_base::ranking::{OutOfScope, calibrate, samples};
use knowledge_base::sample;
use std::error::Error;
use std::sync::Arc;

fn main() -> Result<(), Box<dyn Error>> {
    let articles: Vec<_> = sample::munich()?.articles.into_iter().map(Arc::new).collect();
    let out_of_scope = OutOfScope::bundled()?;
    let samples = samples(&articles, &out_of_scope)?;
    let provenance = format!(
        "{} questions and wordings of the sample city's articles in German and English, each asked of an index without \
         it, and {} questions without an answer from data/calibration/out-of-scope.jsonl",
        samples.iter().filter(|sample| sample.is_in_scope).count(),
        out_of_scope.len(),
    );
    let (calibration, report) = calibrate(&samples, &provenance);
    eprintln!("{}", serde_json::to_string_pretty(&report)?);
    println!("{}", serde_json::to_string_pretty(&calibration)?);
    Ok(())
}

//! From an empty directory to the first right answer.

use crate::citizen::Citizen;
use crate::http::Browser;
use crate::process::Process;
use anyhow::{Result, ensure};
use std::time::Instant;

/// Measures a few starts; each makes its database, imports the sample city, builds the index and answers.
///
/// # Errors
/// The hub did not start or did not answer.
pub async fn run() -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        let hub = Process::start("warn").await?;
        let ready = started.elapsed();
        let mut citizen = Citizen::new(Browser::new(&hub.base)?);
        let page = citizen.says("Ich habe meinen Personalausweis verloren").await?;
        ensure!(
            page.body.contains("Verlust oder Diebstahl Personalausweis"),
            "not the right answer"
        );
        times.push((started.elapsed(), ready, hub.resident_kib()?));
    }
    times.sort();
    let (answered, ready, memory) = times[times.len() / 2];
    println!(
        "cold start: first right answer after {answered:.2?} (ready after {ready:.2?}), resident {} MiB, median of {}",
        memory / 1024,
        times.len()
    );
    Ok(())
}

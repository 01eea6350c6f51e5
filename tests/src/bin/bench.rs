//! Benchmarks on the real executable, each as one line with the floor it is to be read against. Usage, after
//! `cargo build --release --workspace`:
//! `AMTSLOTSE_BINARY=target/release/amtslotse target/release/bench [answers|streams|publish|cold-start]`

use amtslotse_tests::bench::{answers, cold_start, publish, streams};
use anyhow::{Result, bail};

#[tokio::main]
async fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("answers") => answers::run().await,
        Some("streams") => streams::run().await,
        Some("publish") => publish::run().await,
        Some("cold-start") => cold_start::run().await,
        None => {
            cold_start::run().await?;
            answers::run().await?;
            publish::run().await?;
            streams::run().await
        }
        Some(other) => bail!("there is no benchmark {other}"),
    }
}

//! Benchmarks on the real executable, each as one line with the floor it is to be read against. Usage:
//! `cargo run --release -p amtslotse-tests --bin bench -- PATH_OF_AMTSLOTSE [answers|streams|publish|cold-start]`

use amtslotse_tests::bench::{answers, cold_start, publish, streams};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let program = PathBuf::from(arguments.next().context("the path of the executable comes first")?);
    match arguments.next().as_deref() {
        Some("answers") => answers::run(&program).await,
        Some("streams") => streams::run(&program).await,
        Some("publish") => publish::run().await,
        Some("cold-start") => cold_start::run(&program).await,
        None => {
            cold_start::run(&program).await?;
            answers::run(&program).await?;
            publish::run().await?;
            streams::run(&program).await
        }
        Some(other) => bail!("there is no benchmark {other}"),
    }
}

//! A hub for browsers: the real composition with a clock that runs from a Monday at ten, told what to do by lines on
//! standard input (`stop`, `start`, `advance SECONDS`), each answered by one line of JSON. Ends with its input.

use amtslotse::compose::App;
use amtslotse_tests::clock::RunningClock;
use amtslotse_tests::hub::{Server, begin, compose, config};
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, stdin};

struct Stage {
    data: TempDir,
    clock: Arc<RunningClock>,
    widget_hosts: Vec<String>,
    address: SocketAddr,
    server: Option<Server>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut stage = Stage {
        data: tempfile::tempdir()?,
        clock: Arc::new(RunningClock::from(begin())),
        widget_hosts: std::env::args().skip(1).collect(),
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        server: None,
    };
    stage.start().await?;
    answer(&stage);
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        stage.obey(&line).await?;
        answer(&stage);
    }
    stage.stop().await
}

impl Stage {
    async fn obey(&mut self, line: &str) -> Result<()> {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("stop", _) => self.stop().await,
            ("start", _) => self.start().await,
            ("advance", seconds) => {
                self.clock.advance(Duration::from_secs(seconds.parse().context("expected seconds")?));
                Ok(())
            }
            _ => anyhow::bail!("no such command: {line}"),
        }
    }

    /// A new process in all but name: composed again over the same data, on the same port.
    async fn start(&mut self) -> Result<()> {
        let mut config = config(&self.data);
        config.widget.hosts.clone_from(&self.widget_hosts);
        let app: Arc<App> = compose(config, self.clock.clone()).await?;
        let server = Server::start(&app, self.address)?;
        self.address = server.address;
        self.server = Some(server);
        Ok(())
    }

    async fn stop(&mut self) -> Result<()> {
        match self.server.take() {
            Some(server) => server.stop().await,
            None => Ok(()),
        }
    }
}

fn answer(stage: &Stage) {
    println!("{}", serde_json::json!({ "base": format!("http://{}", stage.address) }));
}

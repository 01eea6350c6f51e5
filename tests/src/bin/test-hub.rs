//! A hub for browsers: the real composition with a clock that runs from a Monday at ten, told what to do by lines on
//! standard input (`stop`, `start`, `advance SECONDS`), each answered by one line of JSON. Ends with its input.

use amtslotse::compose::App;
use amtslotse_tests::clock::RunningClock;
use amtslotse_tests::hub::{Matter, Server, begin, compose, config, matter_of};
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::mpsc;

struct Stage {
    data: TempDir,
    clock: Arc<RunningClock>,
    widget_hosts: Vec<String>,
    address: SocketAddr,
    server: Option<Server>,
    matter: Option<Matter>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut stage = Stage {
        data: tempfile::tempdir()?,
        clock: Arc::new(RunningClock::from(begin())),
        widget_hosts: std::env::args().skip(1).collect(),
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        server: None,
        matter: None,
    };
    stage.start().await?;
    answer(&stage);
    let mut lines = commands();
    while let Some(line) = lines.recv().await {
        stage.obey(&line).await?;
        answer(&stage);
    }
    stage.stop().await
}

/// The lines of standard input, read beside everything else.
fn commands() -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

impl Stage {
    async fn obey(&mut self, line: &str) -> Result<()> {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("stop", _) => self.stop().await,
            ("start", _) => self.start().await,
            ("advance", seconds) => {
                self.clock
                    .advance(Duration::from_secs(seconds.parse().context("expected seconds")?));
                Ok(())
            }
            _ => anyhow::bail!("no such command: {line}"),
        }
    }

    /// A new process in all but name: composed again over the same data, on the same port.
    async fn start(&mut self) -> Result<()> {
        let mut config = config(&self.data);
        config.widget.origins.clone_from(&self.widget_hosts);
        let app: Arc<App> = compose(config, self.clock.clone()).await?;
        self.matter = Some(matter_of(&app, "clerk").await?);
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
    let matter = stage
        .matter
        .as_ref()
        .map(|matter| serde_json::json!({ "article": matter.article, "title": matter.title }));
    println!(
        "{}",
        serde_json::json!({ "base": format!("http://{}", stage.address), "matter": matter })
    );
}

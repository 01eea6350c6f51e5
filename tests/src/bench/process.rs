//! The executable as a process of its own, with data of its own.

use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longest wait for the hub to answer.
const START_MAX: Duration = Duration::from_secs(60);

/// A running hub; it ends with this value.
pub struct Process {
    /// Where it listens.
    pub base: String,
    /// When it was started.
    pub started: Instant,
    child: Child,
    _data: TempDir,
}

impl Process {
    /// Starts the executable on a free port with an empty data directory.
    pub fn start(program: &Path) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let file = data.path().join("amtslotse.toml");
        let directory = data.path().join("data");
        std::fs::write(
            &file,
            format!(
                "[server]\nlisten = \"{address}\"\n[storage]\ndata_dir = {directory:?}\n\
                 [limits]\nmessages_per_minute = 1000000\nrequests_per_minute = 100000000\n\
                 [log]\nfilter = \"warn\"\n"
            ),
        )?;
        let started = Instant::now();
        let child = Command::new(program)
            .arg("--config")
            .arg(&file)
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        Ok(Self {
            base: format!("http://{address}"),
            started,
            child,
            _data: data,
        })
    }

    /// Waits until it says that it is ready.
    pub async fn ready(&mut self) -> Result<()> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        while self.started.elapsed() < START_MAX {
            let answer = client.get(format!("{}/ready", self.base)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the hub ended: {status}");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("the hub was not ready in time")
    }

    /// Resident memory now, in KiB.
    pub fn resident_kib(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .context("no VmRSS")?;
        Ok(line.split_whitespace().nth(1).context("no figure")?.parse()?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

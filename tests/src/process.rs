//! The executable itself as a process of its own: started, killed without warning, started again over the same data.

use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A hub in a process of its own. Its data go with it.
pub struct Process {
    /// Where it listens; the same after a restart.
    pub base: String,
    data: TempDir,
    log_filter: &'static str,
    child: Child,
}

impl Process {
    /// Starts the executable over an empty data directory, with limits that no test reaches by accident.
    ///
    /// # Errors
    /// It is not built, or it did not start.
    pub async fn start(log_filter: &'static str) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let (child, base) = launch(data.path(), "127.0.0.1:0", log_filter).await?;
        Ok(Self {
            base,
            data,
            log_filter,
            child,
        })
    }

    /// Kills it as a crash or the kernel would: it can finish nothing.
    ///
    /// # Errors
    /// It was gone already.
    pub async fn kill(&mut self) -> Result<()> {
        ensure!(self.child.try_wait()?.is_none(), "the hub had ended by itself");
        Ok(self.child.kill().await?)
    }

    /// Starts it again over its data, on the same address.
    ///
    /// # Errors
    /// It did not start.
    pub async fn restart(&mut self) -> Result<()> {
        let listen = self.base.trim_start_matches("http://").to_owned();
        let (child, _) = launch(self.data.path(), &listen, self.log_filter).await?;
        self.child = child;
        Ok(())
    }

    /// Asks it to end, as a service manager does, and waits for it.
    ///
    /// # Errors
    /// It did not end well.
    pub async fn terminate(&mut self) -> Result<()> {
        let id = self.child.id().context("the hub is gone")?.to_string();
        let signal = Command::new("kill").args(["-TERM", &id]).status().await?;
        ensure!(signal.success(), "the signal was not delivered");
        let status = self.child.wait().await?;
        ensure!(status.success(), "the hub ended with {status}");
        Ok(())
    }

    /// Everything it wrote to its log and to its output so far.
    ///
    /// # Errors
    /// The files cannot be read.
    pub fn log(&self) -> Result<String> {
        let read = |name: &str| std::fs::read(self.data.path().join(name));
        let all = [read("stdout")?, read("stderr")?].concat();
        Ok(String::from_utf8_lossy(&all).into_owned())
    }

    /// Its resident memory now, in KiB.
    ///
    /// # Errors
    /// It has ended.
    pub fn resident_kib(&self) -> Result<u64> {
        let id = self.child.id().context("the hub is gone")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .context("no VmRSS")?;
        Ok(line.split_whitespace().nth(1).context("no figure")?.parse()?)
    }

    /// The URL of its database.
    #[must_use]
    pub fn database_url(&self) -> String {
        format!("sqlite:{}", self.data.path().join("data/amtslotse.db").display())
    }
}

async fn launch(data: &Path, listen: &str, log_filter: &str) -> Result<(Child, String)> {
    let config = data.join("amtslotse.toml");
    std::fs::write(
        &config,
        format!(
            "[server]\nlisten = \"{listen}\"\n[storage]\ndata_dir = \"{}\"\n\
             [limits]\nmessages_per_minute = 100000\nrequests_per_minute = 1000000\n\
             [log]\nfilter = \"{log_filter}\"\n",
            data.join("data").display()
        ),
    )?;
    let open = |name: &str| {
        std::fs::File::options()
            .create(true)
            .append(true)
            .open(data.join(name))
    };
    let mut child = Command::new(binary()?)
        .arg("--config")
        .arg(&config)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(open("stderr")?)
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
    let mut copy = open("stdout")?;
    while let Some(line) = lines.next_line().await? {
        std::io::Write::write_all(&mut copy, format!("{line}\n").as_bytes())?;
        let Some(at) = line.find("http://") else { continue };
        let base = line[at..].trim_end_matches('/').to_owned();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let _ = std::io::Write::write_all(&mut copy, format!("{line}\n").as_bytes());
            }
        });
        return Ok((child, base));
    }
    let why = std::fs::read_to_string(data.join("stderr")).unwrap_or_default();
    bail!("the hub did not start: {why}")
}

/// The executable: named by `AMTSLOTSE_BINARY`, else the one built beside the tests.
fn binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("AMTSLOTSE_BINARY") {
        return Ok(path.into());
    }
    let tests = std::env::current_exe()?;
    let path = tests
        .ancestors()
        .nth(2)
        .context("a target directory")?
        .join("amtslotse");
    ensure!(
        path.exists(),
        "{} is not built: run `bash tests/run`, or `cargo build` first",
        path.display()
    );
    Ok(path)
}

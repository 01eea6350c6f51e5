//! The transcripts: each is played against the real hub with Munich's real services.

use amtslotse_tests::hub::TestHub;
use amtslotse_tests::transcript::{Stage, Transcript, play};
use anyhow::{Context, Result, ensure};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Fewest transcripts; fewer means that the folder was not found.
const TRANSCRIPTS_MIN: usize = 45;

fn transcripts() -> Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    ensure!(paths.len() >= TRANSCRIPTS_MIN, "only {} transcripts", paths.len());
    Ok(paths)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_transcript_is_played_as_written() -> Result<()> {
    let is_rewriting = std::env::var_os("UPDATE_TRANSCRIPTS").is_some();
    let hub = TestHub::start().await?;
    let clock = hub.clock.clone();
    let set_clock = move |at| clock.set(at);
    let stage = Stage {
        hub: &hub.app.hub,
        set_clock: &set_clock,
    };
    let mut differences = String::new();
    for path in transcripts()? {
        let name = path.file_name().context("a name")?.to_string_lossy().into_owned();
        let written = fs::read_to_string(&path)?;
        let transcript = Transcript::parse(&written).context(name.clone())?;
        let replies = match play(&stage, &name, &transcript).await {
            Ok(replies) => replies,
            Err(error) => {
                writeln!(differences, "{name} cannot be played: {error:#}")?;
                continue;
            }
        };
        let played = transcript.with_replies(&replies);
        if played == written {
            continue;
        }
        if is_rewriting {
            fs::write(&path, played)?;
        } else {
            differences.push_str(&difference(&name, &written, &played));
        }
    }
    ensure!(
        differences.is_empty(),
        "transcripts differ (UPDATE_TRANSCRIPTS=1 rewrites them):\n{differences}"
    );
    Ok(())
}

/// The first line that differs, with the lines around it.
fn difference(name: &str, written: &str, played: &str) -> String {
    let pairs = written.lines().zip(played.lines());
    let at = pairs.take_while(|(one, other)| one == other).count();
    let show = |text: &str| {
        text.lines()
            .skip(at.saturating_sub(1))
            .take(5)
            .collect::<Vec<_>>()
            .join("\n    ")
    };
    format!(
        "{name}, line {}:\n  written\n    {}\n  played\n    {}\n",
        at + 1,
        show(written),
        show(played)
    )
}

//! The command line.

use crate::compose::{App, Migrate};
use crate::config::Config;
use crate::{ask, check, evaluate, import, logging, serve};
use anyhow::Context;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "amtslotse",
    version,
    about = "Citizen-support chatbot and contact hub of a public authority"
)]
struct Arguments {
    /// Configuration file; without it `amtslotse.toml` in the current directory is read if it exists
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the hub (the default)
    Serve {
        /// Refuse to start instead of migrating the database
        #[arg(long)]
        no_migrate: bool,
    },
    /// Decide about one question and show why
    Ask(ask::Arguments),
    /// Measure retrieval and decisions on a file of questions
    Eval(evaluate::Arguments),
    /// Import a city's catalogue
    Import(import::Arguments),
    /// Bring the database to this version
    Migrate,
    /// Check configuration, database, knowledge base and directory, one line each
    Check,
    /// Print the configuration in force
    Config,
}

/// Runs the command that the arguments of the process name.
#[must_use]
pub fn run() -> ExitCode {
    match try_run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("amtslotse: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn try_run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = Config::load(arguments.config.as_deref())?;
    let command = arguments.command.unwrap_or(Command::Serve { no_migrate: false });
    if matches!(command, Command::Config) {
        print!("{}", config.commented()?);
        return Ok(ExitCode::SUCCESS);
    }
    logging::start(&config.log, matches!(command, Command::Serve { .. }))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no runtime")?;
    runtime.block_on(async {
        match command {
            Command::Serve { no_migrate } => {
                let migrate = if no_migrate { Migrate::Refuse } else { Migrate::Run };
                serve::run(App::compose(config, migrate).await?).await?;
            }
            Command::Ask(arguments) => {
                ask::run(&App::compose(config, Migrate::Run).await?, &arguments).await?;
            }
            Command::Eval(arguments) => {
                evaluate::run(&App::compose(config, Migrate::Run).await?, &arguments).await?;
            }
            Command::Import(arguments) => {
                import::run(&App::compose(config, Migrate::Run).await?, &arguments).await?;
            }
            Command::Migrate => {
                App::compose(config, Migrate::Run).await?;
                println!("The database is at this version.");
            }
            Command::Check => return check::run(config).await,
            Command::Config => {}
        }
        Ok(ExitCode::SUCCESS)
    })
}

//! Amtslotse: one executable with the hub and its commands. See `README.md`.

mod ask;
mod check;
mod clock;
mod compose;
mod config;
mod evaluate;
mod import;
mod metrics;
mod serve;
mod start;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(version, about = "Citizen-support chatbot and contact hub of a public authority")]
struct Arguments {
    /// Configuration file; without it `amtslotse.toml` in the current directory is read if it exists.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the hub (the default).
    Serve {
        /// Refuse to start instead of migrating the database.
        #[arg(long)]
        no_migrate: bool,
    },
    /// Decide about one question and show why.
    Ask(ask::Arguments),
    /// Measure retrieval and decisions on a file of questions.
    Eval(evaluate::Arguments),
    /// Import a city's catalogue.
    Import(import::Arguments),
    /// Bring the database to this version.
    Migrate,
    /// Check configuration, database and knowledge base, one line each.
    Check,
    /// Print the configuration in force, with comments.
    Config,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match start::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("amtslotse: {error:#}");
            ExitCode::FAILURE
        }
    }
}

//! Amtslotse: one executable with the hub and its commands. See `README.md`.

use std::process::ExitCode;

fn main() -> ExitCode {
    amtslotse::command_line::run()
}

//! What commands print. A reader that goes away early (`| head`) is no error.

use anyhow::{Context, Result};
use std::io::{ErrorKind, Write};

/// Writes text and a line feed to standard output.
pub fn print(text: &str) -> Result<()> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to standard output"),
    }
}

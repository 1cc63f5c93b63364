//! A worker on its own, for this crate's tests. The server's binary has the same behind `playhouse worker`.
//!
//! With `check` it locks itself up, tries to get out, and prints what it found as JSON.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("check") => print_findings(),
        _ => playhouse_pipelines::worker::main(),
    }
}

fn print_findings() -> ExitCode {
    let found = playhouse_pipelines::worker::check().and_then(|found| Ok(serde_json::to_string(&found)?));
    match found {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

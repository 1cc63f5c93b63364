//! `playhouse doctor`: what this machine has and lacks, in a table or as JSON.

use playhouse_pipelines::worker::{Worker, WorkerConfig};
use serde::Serialize;

use crate::config::Config;
use crate::serve::ServeError;
use crate::stores::Stores;

#[derive(Serialize)]
struct Finding {
    subject: &'static str,
    is_fine: bool,
    detail: String,
}

/// Prints the findings; fails when one of them is not fine.
#[expect(clippy::print_stdout, reason = "the command line speaks to a person")]
pub fn run(config: &Config, json: bool) -> Result<(), ServeError> {
    let findings = [worker(config)?, stores(config)];
    if json {
        let text = serde_json::to_string_pretty(&findings).map_err(|error| ServeError::Other(error.to_string()))?;
        println!("{text}");
    } else {
        for finding in &findings {
            println!("{} {:<14} {}", if finding.is_fine { "ok " } else { "BAD" }, finding.subject, finding.detail);
        }
    }
    if findings.iter().all(|finding| finding.is_fine) {
        return Ok(());
    }
    Err(ServeError::Other("something is missing".to_owned()))
}

/// Starts one worker and reads its sandbox back.
fn worker(config: &Config) -> Result<Finding, ServeError> {
    let program = std::env::current_exe()?;
    let started = Worker::spawn(&WorkerConfig {
        sandbox: config.sandbox.into(),
        arguments: vec!["worker".into()],
        ..WorkerConfig::new(program)
    });
    Ok(match started {
        Ok(worker) => {
            let posture = worker.posture();
            let detail = format!(
                "Landlock ABI {}, seccomp {}, network namespace {}",
                posture.landlock_abi,
                if posture.seccomp { "on" } else { "off" },
                if posture.network_namespace { "its own" } else { "shared" }
            );
            Finding { subject: "media worker", is_fine: posture.landlock_abi > 0 && posture.seccomp, detail }
        }
        Err(error) => Finding { subject: "media worker", is_fine: false, detail: error.to_string() },
    })
}

fn stores(config: &Config) -> Finding {
    match Stores::open(config) {
        Ok(_) => Finding { subject: "stores", is_fine: true, detail: config.data_dir.display().to_string() },
        Err(error) => Finding { subject: "stores", is_fine: false, detail: error.to_string() },
    }
}

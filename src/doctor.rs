//! `playhouse doctor`: what this machine has and lacks, in a table or as JSON.

use playhouse_pipelines::spec::Encoder;
use playhouse_pipelines::worker::{EncoderFinding, EncoderState, Worker, WorkerConfig, probe_encoders};
use serde::Serialize;

use crate::config::Config;
use crate::serve::{ServeError, worker_config};
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
    let worker_config = worker_config(config)?;
    let mut findings = vec![worker(&worker_config), stores(config)];
    findings.extend(probe_encoders(&worker_config).into_iter().map(|found| encoder(config, found)));
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
fn worker(config: &WorkerConfig) -> Finding {
    match Worker::spawn(config) {
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
    }
}

/// Tells of every encoder; one that is not asked for need not be there.
fn encoder(config: &Config, found: EncoderFinding) -> Finding {
    let wanted = &config.encoding;
    let is_wanted = found.encoder == Encoder::X264
        || found.encoder == wanted.h264
        || wanted.ladder.extra.iter().any(|coding| coding.software() == found.encoder);
    let use_of = if is_wanted { "in use" } else { "not asked for" };
    let (works, state) = match found.state {
        EncoderState::Works => (true, "works".to_owned()),
        EncoderState::Absent(reason) => (false, format!("absent: {reason}")),
        EncoderState::Fails(reason) => (false, format!("fails: {reason}")),
    };
    Finding { subject: found.encoder.element(), is_fine: works || !is_wanted, detail: format!("{state}; {use_of}") }
}

fn stores(config: &Config) -> Finding {
    match Stores::open(config) {
        Ok(_) => Finding { subject: "stores", is_fine: true, detail: config.data_dir.display().to_string() },
        Err(error) => Finding { subject: "stores", is_fine: false, detail: error.to_string() },
    }
}

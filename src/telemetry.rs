//! Logs and metrics: text or JSON lines on standard error, and one Prometheus recorder.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::config::{ConfigError, LogFormat};

/// Seconds; from a cached read to a slow transcode.
const BUCKETS: &[f64] = &[0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];

/// What libraries say that operators need not read; directives may turn it on again.
const QUIET: &str = "actix_server=warn";

/// Starts logging. Call once.
pub fn start_logs(directives: &str, format: LogFormat) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(format!("{QUIET},{directives}"))
        .map_err(|error| ConfigError::Invalid(format!("`log`: {error}")))?;
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_span_events(FmtSpan::NONE).with_writer(std::io::stderr);
    let outcome = match format {
        LogFormat::Text => builder.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    outcome.map_err(|error| ConfigError::Invalid(error.to_string()))
}

/// Starts the metrics recorder; its handle renders the page of `/metrics`.
pub fn start_metrics() -> Result<PrometheusHandle, ConfigError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), BUCKETS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| ConfigError::Invalid(error.to_string()))
}

//! Settings: defaults < TOML file < environment < flags.
//!
//! One flat table of keys; each is `key = …` in the file and `PLAYHOUSE_KEY` in the environment. A secret may also be
//! read from the file that `PLAYHOUSE_KEY_FILE` names. Unknown keys are errors that name the nearest key.

mod encoding;
mod keys;
mod mail;
mod network;
mod secret;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Format, Serialized, Toml};
use playhouse_pipelines::worker::SandboxPolicy;
use serde::{Deserialize, Serialize};

pub use encoding::Encoding;
use encoding::RawEncoding;
pub use keys::KEYS;
pub use mail::{MailSettings, is_local};
pub use network::Network;
pub use secret::{MacOf, Secret, mac, write_hex};

/// A cache that holds no segment serves every request from the store.
const SMALLEST_CACHE: u64 = 16 << 20;
const DAY: u64 = 24 * 3600;
const PREFIX: &str = "PLAYHOUSE_";

/// What may be wrong with the settings; all of it is said before anything starts.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("unknown setting `{key}` in {origin}{}", hint(.nearest))]
    Unknown { key: String, origin: String, nearest: Option<&'static str> },
    #[error("cannot read {}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{0}")]
    Invalid(String),
}

fn hint(nearest: &Option<&'static str>) -> String {
    nearest.map(|key| format!("; did you mean `{key}`?")).unwrap_or_default()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signup {
    Open,
    /// Accounts wait until an operator has approved them.
    Approval,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sandbox {
    Require,
    BestEffort,
}

impl From<Sandbox> for SandboxPolicy {
    fn from(sandbox: Sandbox) -> Self {
        match sandbox {
            Sandbox::Require => Self::Require,
            Sandbox::BestEffort => Self::BestEffort,
        }
    }
}

/// Values as they were given; what depends on others is still open.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Raw {
    bind: SocketAddr,
    ops_bind: SocketAddr,
    public_url: Option<String>,
    data_dir: PathBuf,
    database_url: Option<String>,
    storage_url: Option<String>,
    secret: Option<String>,
    secret_previous: Option<String>,
    signup: Signup,
    smtp_url: Option<String>,
    mail_from: Option<String>,
    workers: Option<usize>,
    serving_threads: Option<usize>,
    sandbox: Sandbox,
    rate_limits: Switch,
    trusted_proxies: String,
    cors_origins: String,
    segment_cache_bytes: u64,
    evict_unwatched_days: Option<u32>,
    max_upload_bytes: u64,
    upload_expiry_hours: u32,
    body_seconds: u32,
    /// Read by itself: serde would not tell which key of it is wrong.
    #[serde(skip)]
    encoding: RawEncoding,
    log: String,
    log_format: LogFormat,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from(([127, 0, 0, 1], 8080)),
            ops_bind: SocketAddr::from(([127, 0, 0, 1], 9464)),
            public_url: None,
            data_dir: PathBuf::from("./data"),
            database_url: None,
            storage_url: None,
            secret: None,
            secret_previous: None,
            signup: Signup::Open,
            smtp_url: None,
            mail_from: None,
            workers: None,
            serving_threads: None,
            sandbox: Sandbox::Require,
            rate_limits: Switch::On,
            trusted_proxies: String::new(),
            cors_origins: String::new(),
            segment_cache_bytes: 256 << 20,
            evict_unwatched_days: None,
            max_upload_bytes: 64 << 30,
            upload_expiry_hours: 24,
            body_seconds: 30,
            encoding: RawEncoding::default(),
            log: "info".to_owned(),
            log_format: LogFormat::Text,
        }
    }
}

/// Settings with everything decided.
#[derive(Debug, Clone)]
pub struct Config {
    pub bind: SocketAddr,
    pub ops_bind: SocketAddr,
    /// None: `http://` and the address that was bound.
    pub public_url: Option<String>,
    pub data_dir: PathBuf,
    pub database_url: String,
    pub storage_url: String,
    /// None: read from the data folder, made there at first start.
    pub secret: Option<Secret>,
    /// What signed media URLs before it.
    pub secret_previous: Option<Secret>,
    pub signup: Signup,
    /// None: no mail is sent.
    pub mail: Option<MailSettings>,
    pub workers: usize,
    pub serving_threads: usize,
    pub sandbox: Sandbox,
    pub rate_limits: Switch,
    pub trusted_proxies: Vec<Network>,
    pub cors_origins: Vec<String>,
    pub segment_cache_bytes: u64,
    /// None: rungs stay, watched or not.
    pub evict_unwatched: Option<std::time::Duration>,
    pub max_upload_bytes: u64,
    pub upload_expiry: std::time::Duration,
    /// In which the next piece of a body must come.
    pub body_window: std::time::Duration,
    pub encoding: Encoding,
    pub log: String,
    pub log_format: LogFormat,
}

impl Config {
    /// Reads every layer. `flags` are pairs of key and value from the command line.
    pub fn load(file: Option<&Path>, flags: &[(&'static str, String)]) -> Result<Self, ConfigError> {
        let mut figment =
            Figment::from(Serialized::defaults(Raw::default())).merge(Serialized::defaults(RawEncoding::default()));
        if let Some(path) = file {
            figment = figment.merge(Toml::string(&read_file(path)?));
        }
        for (key, value) in environment(std::env::vars_os())? {
            figment = figment.merge((key, keys::typed(&value)));
        }
        for (key, value) in flags {
            figment = figment.merge((*key, keys::typed(value)));
        }
        let wrong = |error: figment::Error| ConfigError::Invalid(format!("`{}`: {}", error.path.join("."), error.kind));
        let encoding: RawEncoding = figment.extract().map_err(wrong)?;
        let raw: Raw = figment.extract().map_err(wrong)?;
        Raw { encoding, ..raw }.decide()
    }
}

impl Raw {
    fn decide(self) -> Result<Config, ConfigError> {
        if self.rate_limits == Switch::Off && !self.bind.ip().is_loopback() {
            return Err(ConfigError::Invalid(
                "`rate_limits` may be off only while `bind` is a loopback address".to_owned(),
            ));
        }
        for (key, threads) in [("workers", self.workers), ("serving_threads", self.serving_threads)] {
            if threads == Some(0) {
                return Err(ConfigError::Invalid(format!("`{key}` must be at least 1")));
            }
        }
        if self.segment_cache_bytes < SMALLEST_CACHE {
            return Err(ConfigError::Invalid(format!(
                "`segment_cache_bytes` must be at least {SMALLEST_CACHE}: a few segments must fit"
            )));
        }
        if self.body_seconds == 0 {
            return Err(ConfigError::Invalid("`body_seconds` must be at least 1".to_owned()));
        }
        if self.evict_unwatched_days == Some(0) {
            return Err(ConfigError::Invalid(
                "`evict_unwatched_days` must be at least 1; leave it out to keep every rung".to_owned(),
            ));
        }
        if let Some(url) = &self.public_url {
            let parsed =
                url::Url::parse(url).map_err(|error| ConfigError::Invalid(format!("`public_url`: {error}")))?;
            if !matches!(parsed.scheme(), "http" | "https") || parsed.path() != "/" {
                return Err(ConfigError::Invalid(
                    "`public_url` must be http:// or https:// and a host, without a path".to_owned(),
                ));
            }
        }
        let folder = std::path::absolute(&self.data_dir)
            .map_err(|source| ConfigError::File { path: self.data_dir.clone(), source })?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Config {
            bind: self.bind,
            ops_bind: self.ops_bind,
            public_url: self.public_url.map(|url| url.trim_end_matches('/').to_owned()),
            database_url: self
                .database_url
                .unwrap_or_else(|| format!("sqlite://{}", folder.join("playhouse.db").display())),
            storage_url: self.storage_url.unwrap_or_else(|| format!("file://{}", folder.join("objects").display())),
            data_dir: folder,
            secret: self.secret.map(Secret::new),
            secret_previous: self.secret_previous.map(Secret::new),
            signup: self.signup,
            mail: mail::decide(self.smtp_url, self.mail_from)?,
            workers: self.workers.unwrap_or(cores),
            // The kernel's half of the work, the database and the media workers want cores too; one thread for each core
            // sends fewer segments a second than half as many.
            serving_threads: self.serving_threads.unwrap_or(cores / 2).max(1),
            sandbox: self.sandbox,
            rate_limits: self.rate_limits,
            trusted_proxies: networks(&self.trusted_proxies)?,
            cors_origins: origins(&self.cors_origins)?,
            segment_cache_bytes: self.segment_cache_bytes,
            evict_unwatched: self
                .evict_unwatched_days
                .map(|days| std::time::Duration::from_secs(u64::from(days) * DAY)),
            max_upload_bytes: self.max_upload_bytes,
            upload_expiry: std::time::Duration::from_secs(u64::from(self.upload_expiry_hours) * 3600),
            body_window: std::time::Duration::from_secs(u64::from(self.body_seconds)),
            encoding: self.encoding.decide()?,
            log: self.log,
            log_format: self.log_format,
        })
    }
}

/// Origins with commas between them, each exactly as browsers write it (RFC 6454, 6.2): there is no pattern.
fn origins(text: &str) -> Result<Vec<String>, ConfigError> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let written = url::Url::parse(part).ok().map(|url| url.origin().ascii_serialization());
            let is_web = (part.starts_with("http://") || part.starts_with("https://")) && !part.contains('*');
            if is_web && written.as_deref() == Some(part) {
                return Ok(part.to_owned());
            }
            Err(ConfigError::Invalid(format!("`cors_origins`: `{part}` is no origin, like https://app.example.org")))
        })
        .collect()
}

/// Networks with commas between them.
fn networks(text: &str) -> Result<Vec<Network>, ConfigError> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| part.parse().map_err(|error| ConfigError::Invalid(format!("`trusted_proxies`: {error}"))))
        .collect()
}

fn read_file(path: &Path) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::File { path: path.to_owned(), source })?;
    let origin = path.display().to_string();
    for line in text.lines().filter_map(|line| line.split_once('=')) {
        let key = line.0.trim();
        if !key.starts_with('#') {
            keys::known(key, &origin)?;
        }
    }
    Ok(text)
}

/// Pairs of key and value from `PLAYHOUSE_*`; `_FILE` variants of secrets are read here.
fn environment(
    variables: impl Iterator<Item = (std::ffi::OsString, std::ffi::OsString)>,
) -> Result<Vec<(&'static str, String)>, ConfigError> {
    let mut pairs = Vec::new();
    for (name, value) in variables {
        let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else {
            continue;
        };
        let Some(key) = name.strip_prefix(PREFIX).map(str::to_lowercase) else {
            continue;
        };
        if value.is_empty() {
            continue;
        }
        let secret_file =
            key.strip_suffix("_file").and_then(|key| KEYS.iter().find(|known| known.name == key && known.secret));
        if let Some(secret) = secret_file {
            let path = PathBuf::from(value);
            let text = std::fs::read_to_string(&path).map_err(|source| ConfigError::File { path, source })?;
            pairs.push((secret.name, text.trim_end().to_owned()));
            continue;
        }
        pairs.push((keys::known(&key, &format!("the environment ({name})"))?.name, value.to_owned()));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Result<Vec<(&'static str, String)>, ConfigError> {
        environment(list.iter().map(|(name, value)| ((*name).into(), (*value).into())))
    }

    #[test]
    fn an_unknown_variable_names_the_nearest_key() {
        let error = pairs(&[("PLAYHOUSE_WORKRES", "2")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown setting `workres` in the environment (PLAYHOUSE_WORKRES); did you mean `workers`?"
        );
    }

    #[test]
    fn other_programs_variables_are_not_ours() {
        assert_eq!(pairs(&[("HOME", "/root"), ("PLAYHOUSE_WORKERS", "3")]).unwrap(), [("workers", "3".to_owned())]);
    }

    #[test]
    fn every_key_has_a_default_or_is_optional() {
        let tables = [serde_json::to_value(Raw::default()), serde_json::to_value(RawEncoding::default())];
        let fields: Vec<String> = tables
            .into_iter()
            .flat_map(|table| table.unwrap().as_object().unwrap().keys().cloned().collect::<Vec<_>>())
            .collect();
        let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
        for field in &fields {
            assert!(names.contains(&field.as_str()), "{field} is missing in KEYS");
        }
        assert_eq!(fields.len(), names.len());
    }

    #[test]
    fn threat_41_origins_are_exact() {
        let good = "https://app.example.org, http://localhost:3000";
        assert_eq!(origins(good).unwrap(), ["https://app.example.org", "http://localhost:3000"]);
        for bad in [
            "*",
            "null",
            "https://*.example.org",
            "https://app.example.org/",
            "app.example.org",
            "https://a:443",
            "HTTPS://a",
            "file://",
        ] {
            assert!(origins(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_cache_must_hold_a_few_segments() {
        let raw = |segment_cache_bytes| Raw { segment_cache_bytes, ..Raw::default() };
        assert!(raw(SMALLEST_CACHE - 1).decide().unwrap_err().to_string().contains("segment_cache_bytes"));
        assert_eq!(raw(SMALLEST_CACHE).decide().unwrap().segment_cache_bytes, SMALLEST_CACHE);
    }

    #[test]
    fn rungs_stay_unless_days_are_set() {
        let raw = |evict_unwatched_days| Raw { evict_unwatched_days, ..Raw::default() };
        assert_eq!(raw(None).decide().unwrap().evict_unwatched, None);
        assert_eq!(raw(Some(2)).decide().unwrap().evict_unwatched, Some(std::time::Duration::from_secs(172_800)));
        assert!(raw(Some(0)).decide().unwrap_err().to_string().contains("evict_unwatched_days"));
    }

    #[test]
    fn rate_limits_stay_on_where_others_can_reach() {
        let raw = Raw { rate_limits: Switch::Off, bind: SocketAddr::from(([0, 0, 0, 0], 8080)), ..Raw::default() };
        assert!(raw.decide().is_err());
    }
}

//! The table of settings: what `config default`, `config env` and the error for an unknown key are made of.

use figment::value::Value;

use super::ConfigError;

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    /// The default, as text; a sentence when it is computed.
    pub default: &'static str,
    pub about: &'static str,
    /// Also readable from a file, and never printed.
    pub secret: bool,
}

const fn key(name: &'static str, default: &'static str, about: &'static str) -> Key {
    Key { name, default, about, secret: false }
}

pub const KEYS: &[Key] = &[
    key("bind", "127.0.0.1:8080", "address of the web app and the API"),
    key("ops_bind", "127.0.0.1:9464", "address of /metrics, /healthz and /readyz"),
    key("public_url", "http://<bind>", "how people reach this server; every absolute URL is made from it"),
    key("data_dir", "./data", "folder of everything that is kept"),
    key("database_url", "sqlite://<data_dir>/playhouse.db", "or postgres://user:password@host/name"),
    key("storage_url", "file://<data_dir>/objects", "where segments are kept"),
    Key {
        name: "secret",
        default: "made at first start",
        about: "key of tokens and signed URLs, 32 characters or more",
        secret: true,
    },
    key("signup", "open", "who may register: open, approval (by an operator) or closed"),
    Key {
        name: "smtp_url",
        default: "unset",
        about: "mail server: smtps://user:password@host, or smtp://host:25, with ?tls=required for STARTTLS",
        secret: true,
    },
    key("mail_from", "unset", "who mails are from: an address, or Name <address>"),
    Key {
        name: "secret_previous",
        default: "none",
        about: "the secret before this one, while media URLs that it has signed are to work",
        secret: true,
    },
    key("workers", "number of cores", "media workers"),
    key("serving_threads", "half the number of cores", "threads that answer requests"),
    key("sandbox", "require", "require: no transcoding without Landlock; best_effort: take what the kernel has"),
    key("rate_limits", "on", "off only with a loopback bind, for load tests"),
    key("trusted_proxies", "", "addresses and networks of proxies whose X-Forwarded-For is believed, by comma"),
    key("cors_origins", "", "origins of other sites whose pages may use the API as the people who see them, by comma"),
    key("segment_cache_bytes", "268435456", "memory for segments that are being watched"),
    key(
        "evict_unwatched_days",
        "off",
        "days after which an encoded rung that nobody watches is removed until it is asked for",
    ),
    key("max_upload_bytes", "68719476736", "largest upload"),
    key("upload_expiry_hours", "24", "how long an upload may rest before it is removed"),
    key("body_seconds", "30", "seconds within which the next 16 KiB of a request's body must come, or its end"),
    key(
        "ladder",
        "2160:18000,1440:10000,1080:5500,720:3000,480:1500,360:900,240:450",
        "steps of the ladder from the largest down: short side and cap in kbit/s",
    ),
    key("h264_encoder", "x264", "x264, or a device that makes H.264: nvh264enc, vah264enc"),
    key("h264_crf", "23", "constant quality of H.264, 0 to 50: less is better and larger"),
    key("h264_preset", "veryfast", "speed of x264"),
    key("extra_codecs", "", "codecs beside H.264: any of hevc, vp9, av1"),
    key("extra_steps", "2", "for how many of the best steps up to 1080 lines"),
    key("hevc_crf", "26", "constant quality of HEVC, 0 to 51"),
    key("hevc_preset", "superfast", "speed of x265"),
    key("vp9_cq", "38", "constrained quality of VP9, 0 to 63"),
    key("vp9_speed", "6", "speed of VP9, 0 to 9"),
    key("av1_cq", "28", "best quality of AV1, 0 to 63"),
    key("av1_speed", "7", "speed of AV1, 5 to 10"),
    key("log", "info", "what is logged: a level, or directives like info,playhouse=debug"),
    key("log_format", "text", "text or json"),
];

/// The key of this name, or the error that names the nearest.
pub fn known(name: &str, origin: &str) -> Result<&'static Key, ConfigError> {
    if let Some(key) = KEYS.iter().find(|key| key.name == name) {
        return Ok(key);
    }
    let nearest =
        KEYS.iter().map(|key| (strsim::jaro_winkler(key.name, name), key.name)).filter(|(score, _)| *score > 0.7);
    let nearest = nearest.max_by(|left, right| left.0.total_cmp(&right.0)).map(|(_, key)| key);
    Err(ConfigError::Unknown { key: name.to_owned(), origin: origin.to_owned(), nearest })
}

/// Text as the value it looks like: a number, or a string.
pub fn typed(text: &str) -> Value {
    text.parse::<u64>().map_or_else(|_text| Value::from(text), Value::from)
}

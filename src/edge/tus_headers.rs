//! The headers of tus 1.0.0: read strictly, written exactly.

use actix_web::http::header::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use digest::DynDigest;
use playhouse_actors::model::{Timestamp, VideoLabels, Visibility};

use super::error::{ApiError, Code};
use super::labels::{self, LabelTexts};

pub const VERSION: &str = "1.0.0";
pub const OFFSET_STREAM: &str = "application/offset+octet-stream";
pub const ALGORITHMS: &str = "sha1,sha256,md5,crc32";

/// The longest title, in characters, and description.
const TITLE: usize = 200;
const DESCRIPTION: usize = 10_000;
const METADATA_BYTES: usize = 64 << 10;

/// A header's value as text.
pub fn text<'a>(map: &'a HeaderMap, name: &str) -> Option<&'a str> {
    map.get(name).and_then(|value| value.to_str().ok())
}

/// A header that must be a whole number, when it is there.
pub fn number(map: &HeaderMap, name: &str) -> Result<Option<u64>, ApiError> {
    let Some(value) = map.get(name) else {
        return Ok(None);
    };
    let digits = value.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let number = digits.and_then(|text| text.parse::<u64>().ok()).filter(|number| i64::try_from(*number).is_ok());
    number.map(Some).ok_or_else(|| ApiError::new(Code::BadRequest, format!("`{name}` must be a whole number.")))
}

/// What a creation asks for.
#[derive(Debug)]
pub struct Creation {
    /// None while deferred, and for a final upload.
    pub length: Option<u64>,
    pub concat: Concat,
    pub metadata: Metadata,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Concat {
    None,
    Partial,
    /// URLs of the parts.
    Final(Vec<String>),
}

impl Creation {
    pub fn parse(map: &HeaderMap) -> Result<Self, ApiError> {
        let bad = |detail: &str| ApiError::new(Code::BadRequest, detail);
        let concat = match text(map, "Upload-Concat") {
            None => Concat::None,
            Some("partial") => Concat::Partial,
            Some(value) => match value.strip_prefix("final;") {
                Some(urls) => Concat::Final(urls.split_whitespace().map(str::to_owned).collect()),
                None => {
                    return Err(bad("`Upload-Concat` must be `partial` or `final;` and the parts."));
                }
            },
        };
        let length = number(map, "Upload-Length")?;
        let deferred = match text(map, "Upload-Defer-Length") {
            None => false,
            Some("1") => true,
            Some(_) => return Err(bad("`Upload-Defer-Length` must be 1.")),
        };
        match (&concat, length, deferred) {
            (Concat::Final(_), None, false) => {}
            (Concat::Final(_), ..) => return Err(bad("A final upload has no length of its own.")),
            (_, Some(_), true) => {
                return Err(bad("Send either `Upload-Length` or `Upload-Defer-Length`."));
            }
            (_, None, false) => {
                return Err(bad("Send `Upload-Length`, or `Upload-Defer-Length: 1`."));
            }
            _ => {}
        }
        Ok(Self { length, concat, metadata: Metadata::parse(text(map, "Upload-Metadata").unwrap_or_default())? })
    }
}

/// `Upload-Metadata`: the keys that are known; every other is kept and ignored.
#[derive(Debug)]
pub struct Metadata {
    /// As it came, given back on HEAD.
    pub raw: String,
    filename: Option<String>,
    title: Option<String>,
    description: Option<String>,
    pub visibility: Visibility,
    pub labels: VideoLabels,
}

impl Metadata {
    fn parse(raw: &str) -> Result<Self, ApiError> {
        let bad = |detail: &str| ApiError::new(Code::BadRequest, detail);
        if raw.len() > METADATA_BYTES {
            return Err(bad("`Upload-Metadata` is too long."));
        }
        let mut found = Self {
            raw: raw.to_owned(),
            filename: None,
            title: None,
            description: None,
            visibility: Visibility::Public,
            labels: VideoLabels::default(),
        };
        let mut words = LabelWords::default();
        for pair in raw.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = STANDARD.decode(value.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let value = value.ok_or_else(|| bad("`Upload-Metadata` must be keys and base64 of UTF-8."))?;
            match key {
                "filename" => found.filename = Some(value),
                "title" => found.title = Some(value),
                "description" => found.description = Some(value),
                "visibility" => {
                    found.visibility = Visibility::parse(&value)
                        .ok_or_else(|| bad("`visibility` must be public, unlisted or private."))?;
                }
                "tags" => words.tags = Some(value),
                "category" => words.category = Some(value),
                "language" => words.language = Some(value),
                "licence" => words.licence = Some(value),
                _ => {}
            }
        }
        found.labels = words.read()?;
        Ok(found)
    }

    /// The title, or the file's name without its ending.
    #[must_use]
    pub fn title(&self) -> String {
        let name = || self.filename.as_deref().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let title = self.title.as_deref().filter(|title| !title.trim().is_empty()).or_else(name);
        let title: String = title.unwrap_or_default().chars().filter(|c| !c.is_control()).take(TITLE).collect();
        if title.trim().is_empty() { "Untitled".to_owned() } else { title.trim().to_owned() }
    }

    #[must_use]
    pub fn description(&self) -> String {
        self.description.as_deref().unwrap_or_default().chars().take(DESCRIPTION).collect()
    }
}

/// What the video is found by, as it came; tags with commas between them.
#[derive(Default)]
struct LabelWords {
    tags: Option<String>,
    category: Option<String>,
    language: Option<String>,
    licence: Option<String>,
}

impl LabelWords {
    fn read(&self) -> Result<VideoLabels, ApiError> {
        let tags = self.tags.as_deref().unwrap_or_default();
        let texts = LabelTexts {
            tags: Some(tags.split(',').filter(|tag| !tag.trim().is_empty()).collect()),
            category: self.category.as_deref(),
            language: self.language.as_deref(),
            licence: self.licence.as_deref(),
        };
        let refuse = |problems: Vec<labels::LabelProblem>| {
            let detail = problems.first().map_or("", |problem| problem.detail);
            ApiError::new(Code::BadRequest, detail)
        };
        let read = labels::read(&texts).map_err(refuse)?;
        Ok(VideoLabels {
            tags: read.tags.unwrap_or_default(),
            category: read.category.flatten(),
            language: read.language.flatten(),
            licence: read.licence.flatten(),
        })
    }
}

/// A checksum that the client promises for a chunk.
pub struct Checksum {
    hasher: Hasher,
    expected: Vec<u8>,
}

enum Hasher {
    Digest(Box<dyn DynDigest + Send>),
    Crc32(crc32fast::Hasher),
}

impl Checksum {
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.hasher {
            Hasher::Digest(digest) => digest.update(bytes),
            Hasher::Crc32(crc) => crc.update(bytes),
        }
    }

    /// Whether the bytes so far are what was promised.
    #[must_use]
    pub fn matches(self) -> bool {
        match self.hasher {
            Hasher::Digest(digest) => *digest.finalize() == *self.expected,
            Hasher::Crc32(crc) => crc.finalize().to_be_bytes() == *self.expected,
        }
    }
}

/// `Upload-Checksum`, when it is there.
pub fn checksum(map: &HeaderMap) -> Result<Option<Checksum>, ApiError> {
    let Some(value) = map.get("Upload-Checksum") else {
        return Ok(None);
    };
    let unknown =
        || ApiError::new(Code::ChecksumUnknown, format!("`Upload-Checksum` must be one of {ALGORITHMS} and base64."));
    let (algorithm, code) = value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(unknown)?;
    let hasher = match algorithm {
        "sha1" => Hasher::Digest(Box::new(sha1::Sha1::default())),
        "sha256" => Hasher::Digest(Box::new(sha2::Sha256::default())),
        "md5" => Hasher::Digest(Box::new(md5::Md5::default())),
        "crc32" => Hasher::Crc32(crc32fast::Hasher::new()),
        _ => return Err(unknown()),
    };
    let expected = STANDARD.decode(code.trim()).map_err(|_bad| unknown())?;
    Ok(Some(Checksum { hasher, expected }))
}

/// A time as HTTP writes it (RFC 9110, 5.6.7).
#[must_use]
pub fn http_date(at: Timestamp) -> String {
    let seconds = u64::try_from(at.seconds()).unwrap_or(0);
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn map(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn a_creation_has_one_length() {
        assert_eq!(Creation::parse(&map(&[("upload-length", "5")])).unwrap().length, Some(5));
        assert_eq!(Creation::parse(&map(&[("upload-defer-length", "1")])).unwrap().length, None);
        for bad in [
            map(&[]),
            map(&[("upload-length", "5"), ("upload-defer-length", "1")]),
            map(&[("upload-defer-length", "2")]),
            map(&[("upload-length", "-1")]),
            map(&[("upload-length", "+1")]),
            map(&[("upload-length", "9223372036854775808")]),
            map(&[("upload-concat", "both"), ("upload-length", "5")]),
            map(&[("upload-concat", "final;/a /b"), ("upload-length", "5")]),
        ] {
            assert!(Creation::parse(&bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn metadata_takes_what_it_knows_and_no_more() {
        let raw = format!(
            "filename {},owner_id {},visibility {},empty",
            STANDARD.encode("My \u{1b}holiday.tar.mp4"),
            STANDARD.encode("somebody"),
            STANDARD.encode("unlisted")
        );
        let metadata = Metadata::parse(&raw).unwrap();
        assert_eq!((metadata.title().as_str(), metadata.visibility), ("My holiday.tar", Visibility::Unlisted));
        assert_eq!(Metadata::parse("").unwrap().title(), "Untitled");
        assert!(Metadata::parse("title ???").is_err());
        assert!(Metadata::parse(&format!("visibility {}", STANDARD.encode("secret"))).is_err());
    }

    #[test]
    fn checksums_match_or_do_not() {
        for (algorithm, code) in
            [("sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="), ("md5", "XUFAKrxLKna5cZ2REBfFkg=="), ("crc32", "NhCmhg==")]
        {
            let mut sum = checksum(&map(&[("upload-checksum", &format!("{algorithm} {code}"))])).unwrap().unwrap();
            sum.update(b"hel");
            sum.update(b"lo");
            assert!(sum.matches(), "{algorithm}");
        }
        assert!(
            !checksum(&map(&[("upload-checksum", "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=")])).unwrap().unwrap().matches()
        );
        assert!(checksum(&map(&[("upload-checksum", "foo AA==")])).is_err());
        assert!(checksum(&map(&[("upload-checksum", "sha1")])).is_err());
    }
}

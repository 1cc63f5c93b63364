//! What reads the words of strangers, open to the fuzz targets in `fuzz/`: each takes them and looks whether what was
//! understood can be. Nothing else is told of the inside.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use playhouse_actors::model::{Timestamp, VideoId};

use crate::config::Secret;
use crate::edge::fuzzed::{Conditions, Creation, MediaPath, MediaUrls, Scope, Selection};

/// `Range`, `If-Range` and `If-None-Match` of an object of so many bytes.
pub fn ranges(range: &str, if_range: Option<&str>, if_none_match: Option<&str>, length: usize) {
    let conditions = Conditions { range: Some(range), if_range, if_none_match };
    if let Selection::Part(from, to) = conditions.select("tag", length) {
        assert!(from < to && to <= length, "{from}..{to} of {length} for {range:?}");
    }
}

/// The path of a request for media, and the signature in it.
pub fn signed_url(path: &str) {
    let Some(read) = MediaPath::parse(path) else { return };
    let Some(video) = VideoId::parse(read.video) else { return };
    let urls = MediaUrls::new("http://host".to_owned(), &Secret::new("x".repeat(32)), None);
    let scope = urls.scope(read.scope, &video, Timestamp(0));
    // Nobody here knows the key.
    assert!(matches!(scope, None | Some(Scope::Public)), "{path:?} opens {scope:?}");
}

/// The headers with which an upload is made, a line each.
pub fn tus_headers(lines: &str) {
    let mut map = HeaderMap::new();
    for (name, value) in lines.lines().filter_map(|line| line.split_once(':')) {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value.trim())) {
            map.append(name, value);
        }
    }
    if let Ok(creation) = Creation::parse(&map) {
        assert!(creation.length.is_none_or(|length| i64::try_from(length).is_ok()), "{lines:?}");
        let (title, description) = (creation.metadata.title(), creation.metadata.description());
        assert!(!title.is_empty() && title.chars().count() <= 200, "{title:?}");
        assert!(description.chars().count() <= 10_000);
    }
}

//! A small HLS client: reads playlists and fetches everything that they name.

use std::path::{Path, PathBuf};

use reqwest::{Client, Response, Url};

use super::http::header;

/// `#EXT-X-STREAM-INF`
#[derive(Debug, Clone)]
pub struct Variant {
    pub url: Url,
    pub name: String,
    pub bandwidth: u64,
    pub codecs: String,
    pub size: Option<(u32, u32)>,
    pub audio_group: Option<String>,
}

/// `#EXT-X-MEDIA:TYPE=AUDIO`
#[derive(Debug, Clone)]
pub struct Sound {
    pub url: Url,
    pub name: String,
    pub group: String,
    pub channels: u32,
}

#[derive(Debug)]
pub struct Master {
    pub variants: Vec<Variant>,
    pub sounds: Vec<Sound>,
}

impl Master {
    /// Every rendition, by the name of its playlist, and whether it is sound.
    pub fn renditions(&self) -> Vec<(String, Url, bool)> {
        let is_sound = |codecs: &str| !codecs.contains("avc") && !codecs.contains("hvc");
        let variants = self.variants.iter().map(|variant| {
            (variant.name.clone(), variant.url.clone(), variant.size.is_none() && is_sound(&variant.codecs))
        });
        variants.chain(self.sounds.iter().map(|sound| (sound.name.clone(), sound.url.clone(), true))).collect()
    }
}

#[derive(Debug)]
pub struct Media {
    pub target: f64,
    pub init: Url,
    /// Durations and places, in order.
    pub segments: Vec<(f64, Url)>,
}

impl Media {
    pub fn duration(&self) -> f64 {
        self.segments.iter().map(|(seconds, _)| seconds).sum()
    }
}

/// The value of an attribute in an attribute list; quotes are taken off.
fn attribute(list: &str, name: &str) -> Option<String> {
    let mut rest = list;
    while !rest.is_empty() {
        let (key, value) = rest.split_once('=').unwrap_or_else(|| panic!("no attribute list: {list}"));
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => {
                let (value, after) = quoted.split_once('"').unwrap();
                (value, after.strip_prefix(',').unwrap_or(after))
            }
            None => value.split_once(',').unwrap_or((value, "")),
        };
        if key == name {
            return Some(value.to_owned());
        }
        rest = after;
    }
    None
}

fn name_of(url: &Url) -> String {
    url.path_segments().unwrap().next_back().unwrap().trim_end_matches(".m3u8").to_owned()
}

pub async fn get(client: &Client, url: &Url) -> Response {
    let answer = client.get(url.clone()).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{url}");
    answer
}

/// A playlist's lines, after a look at what comes with it.
async fn lines(client: &Client, url: &Url) -> Vec<String> {
    let answer = get(client, url).await;
    assert_eq!(header(&answer, "content-type"), "application/vnd.apple.mpegurl", "{url}");
    let text = answer.text().await.unwrap();
    assert!(text.starts_with("#EXTM3U\n"), "{url}: {text}");
    assert_eq!(text.matches("#EXT-X-VERSION:").count(), 1, "{url}: {text}");
    text.lines().map(str::to_owned).collect()
}

pub async fn master(client: &Client, url: &Url) -> Master {
    let (mut variants, mut sounds) = (Vec::new(), Vec::new());
    let lines = lines(client, url).await;
    for (index, line) in lines.iter().enumerate() {
        if let Some(list) = line.strip_prefix("#EXT-X-STREAM-INF:") {
            let uri = &lines[index + 1];
            assert!(!uri.starts_with('#'), "a variant without a URI: {line}");
            let place = url.join(uri).unwrap();
            let size = attribute(list, "RESOLUTION").map(|size| {
                let (width, height) = size.split_once('x').unwrap();
                (width.parse().unwrap(), height.parse().unwrap())
            });
            variants.push(Variant {
                name: name_of(&place),
                url: place,
                bandwidth: attribute(list, "BANDWIDTH").unwrap().parse().unwrap(),
                codecs: attribute(list, "CODECS").unwrap(),
                size,
                audio_group: attribute(list, "AUDIO"),
            });
        } else if let Some(list) = line.strip_prefix("#EXT-X-MEDIA:") {
            if attribute(list, "TYPE").as_deref() != Some("AUDIO") {
                continue;
            }
            let place = url.join(&attribute(list, "URI").unwrap()).unwrap();
            sounds.push(Sound {
                name: name_of(&place),
                url: place,
                group: attribute(list, "GROUP-ID").unwrap(),
                channels: attribute(list, "CHANNELS").unwrap().parse().unwrap(),
            });
        }
    }
    assert!(!variants.is_empty(), "{lines:?}");
    for variant in &variants {
        let known = |group: &String| sounds.iter().any(|sound| sound.group == *group);
        assert!(variant.audio_group.as_ref().is_none_or(known), "{variant:?}");
        assert!(variant.bandwidth > 0 && !variant.codecs.is_empty());
    }
    Master { variants, sounds }
}

/// A complete media playlist (RFC 8216, 4.3.3).
pub async fn media(client: &Client, url: &Url) -> Media {
    let lines = lines(client, url).await;
    let value = |tag: &str| {
        let found: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix(tag)).collect();
        assert_eq!(found.len(), 1, "{url}: {tag}");
        found[0].to_owned()
    };
    let target: f64 = value("#EXT-X-TARGETDURATION:").parse().unwrap();
    assert_eq!(value("#EXT-X-MEDIA-SEQUENCE:"), "0");
    assert_eq!(value("#EXT-X-PLAYLIST-TYPE:"), "VOD");
    assert_eq!(lines.last().unwrap(), "#EXT-X-ENDLIST", "{url}");
    let init = url.join(&attribute(&value("#EXT-X-MAP:"), "URI").unwrap()).unwrap();
    let mut segments = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some(rest) = line.strip_prefix("#EXTINF:") {
            let seconds: f64 = rest.split_once(',').unwrap().0.parse().unwrap();
            assert!(seconds > 0.0 && seconds.round() <= target, "{url}: {seconds} of at most {target}");
            segments.push((seconds, url.join(&lines[index + 1]).unwrap()));
        }
    }
    assert!(!segments.is_empty(), "{url}");
    Media { target, init, segments }
}

/// Fetches init and every segment of a rendition into one file.
pub async fn download(client: &Client, media: &Media, folder: &Path, name: &str) -> PathBuf {
    let mut whole = Vec::new();
    let places = std::iter::once(&media.init).chain(media.segments.iter().map(|(_, place)| place));
    for place in places {
        let answer = get(client, place).await;
        assert!(header(&answer, "content-type").ends_with("/mp4"), "{place}");
        whole.extend_from_slice(&answer.bytes().await.unwrap());
    }
    let path = folder.join(format!("{name}.mp4"));
    tokio::fs::write(&path, whole).await.unwrap();
    path
}

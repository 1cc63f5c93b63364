//! Paths of media: `/media/<scope>/<video>/<version>/…`, read without a router, so that every transport reads them alike.
//!
//! One object has one path: numbers have no sign and no leading zeros, nothing is decoded. What a segment of the path may
//! mean (a scope, a video, a rendition) is decided by whoever looks it up.

use playhouse_pipelines::report::StillKind;

/// Where media begins in the URL space.
pub const PREFIX: &str = "/media/";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaPath<'a> {
    pub scope: &'a str,
    pub video: &'a str,
    pub version: u32,
    pub item: Item<'a>,
}

/// What is asked for of a version of a video's media; texts are names of renditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item<'a> {
    Multivariant,
    Storyboard,
    Still(StillKind, u32),
    Playlist(&'a str),
    Init(&'a str),
    Segment(&'a str, u32),
    Manifest,
    /// WebVTT in a language, of a revision.
    Captions(&'a str, u32),
    /// The playlist of the same.
    CaptionsPlaylist(&'a str, u32),
}

impl<'a> MediaPath<'a> {
    /// `None` when no media can be there.
    #[must_use]
    pub fn parse(path: &'a str) -> Option<Self> {
        let mut parts = path.strip_prefix(PREFIX)?.split('/');
        let (scope, video, version) = (parts.next()?, parts.next()?, number(parts.next()?)?);
        let (first, second) = (parts.next()?, parts.next());
        if parts.next().is_some() {
            return None;
        }
        let item = match (first, second) {
            ("master.m3u8", None) => Item::Multivariant,
            ("storyboard.vtt", None) => Item::Storyboard,
            ("manifest.mpd", None) => Item::Manifest,
            ("captions", Some(file)) => captions(file)?,
            (file, None) => match file.strip_suffix(".m3u8") {
                Some(rendition) => Item::Playlist(rendition),
                None => still(file)?,
            },
            (rendition, Some("init.mp4")) => Item::Init(rendition),
            (rendition, Some(file)) => Item::Segment(rendition, number(file.strip_suffix(".m4s")?)?),
        };
        Some(Self { scope, video, version, item })
    }
}

/// A file that is named by its kind and number.
fn still<'a>(file: &str) -> Option<Item<'a>> {
    let (name, extension) = file.rsplit_once('.')?;
    let (name, digits) = name.rsplit_once('-')?;
    let kind = match (name, extension) {
        ("poster", "jpg") => StillKind::Poster,
        ("candidates", "jpg") => StillKind::Candidates,
        ("storyboard", "jpg") => StillKind::Storyboard,
        ("preview", "mp4") => StillKind::Preview,
        _ => return None,
    };
    Some(Item::Still(kind, number(digits)?))
}

/// `<language>.<revision>.vtt` or `.m3u8`
fn captions(file: &str) -> Option<Item<'_>> {
    let (name, extension) = file.rsplit_once('.')?;
    let (language, revision) = name.rsplit_once('.')?;
    match extension {
        "vtt" => Some(Item::Captions(language, number(revision)?)),
        "m3u8" => Some(Item::CaptionsPlaylist(language, number(revision)?)),
        _ => None,
    }
}

/// A number as we write it.
fn number(text: &str) -> Option<u32> {
    let is_canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if is_canonical { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_its_path() {
        for (tail, item) in [
            ("master.m3u8", Item::Multivariant),
            ("storyboard.vtt", Item::Storyboard),
            ("poster-3.jpg", Item::Still(StillKind::Poster, 3)),
            ("candidates-1.jpg", Item::Still(StillKind::Candidates, 1)),
            ("storyboard-0.jpg", Item::Still(StillKind::Storyboard, 0)),
            ("preview-1.mp4", Item::Still(StillKind::Preview, 1)),
            ("manifest.mpd", Item::Manifest),
            ("captions/pt-BR.3.vtt", Item::Captions("pt-BR", 3)),
            ("captions/en.12.m3u8", Item::CaptionsPlaylist("en", 12)),
            ("720p.m3u8", Item::Playlist("720p")),
            ("720p/init.mp4", Item::Init("720p")),
            ("720p/0.m4s", Item::Segment("720p", 0)),
            ("audio/4294967295.m4s", Item::Segment("audio", u32::MAX)),
        ] {
            let path = format!("/media/public/abc/7/{tail}");
            assert_eq!(MediaPath::parse(&path), Some(MediaPath { scope: "public", video: "abc", version: 7, item }));
        }
    }

    #[test]
    fn threat_46_an_object_has_one_path() {
        for path in [
            "",
            "/",
            "/media",
            "/media/",
            "/media/public/abc/1",
            "/media/public/abc/1/",
            "/media/public/abc/x/master.m3u8",
            "/media/public/abc/01/master.m3u8",
            "/media/public/abc/+1/master.m3u8",
            "/media/public/abc//master.m3u8",
            "/media/public/abc/1/720p/00.m4s",
            "/media/public/abc/1/720p/-0.m4s",
            "/media/public/abc/1/720p/4294967296.m4s",
            "/media/public/abc/1/720p/.m4s",
            "/media/public/abc/1/720p/0.m4s/",
            "/media/public/abc/1/a/b/0.m4s",
            "//media/public/abc/1/master.m3u8",
            "/media/public/abc/1/720p/0.mp4",
            "/media/public/abc/1/poster-01.jpg",
            "/media/public/abc/1/poster-1.mp4",
            "/media/public/abc/1/poster.jpg",
            "/media/public/abc/1/captions/en.vtt",
            "/media/public/abc/1/captions/en.03.vtt",
            "/Media/public/abc/1/master.m3u8",
        ] {
            assert_eq!(MediaPath::parse(path), None, "{path}");
        }
    }
}

//! Where captions are below a version of a video's media: both names carry the revision, and so never change.

use playhouse_actors::model::CaptionTrack;

/// Place of a track; `extension` is `vtt`, or `m3u8` for the HLS playlist that names it.
#[must_use]
pub fn path(track: &CaptionTrack, extension: &str) -> String {
    format!("captions/{}", name(track, extension))
}

/// The last part of that place.
#[must_use]
pub fn name(track: &CaptionTrack, extension: &str) -> String {
    format!("{}.{}.{extension}", track.language, track.revision)
}

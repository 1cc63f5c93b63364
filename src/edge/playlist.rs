//! HLS playlists (RFC 8216) from a segment map: pure text.
//!
//! Every playlist lists every segment as soon as its place is known, made or not: it is an `EVENT` while the map grows, and
//! `VOD` when the map is complete. All URIs are relative, so that a signed scope in the path reaches everything.

use std::fmt::Write;

use playhouse_actors::model::{RenditionPlan, SegmentMap};
use playhouse_pipelines::report::TrackId;

const AUDIO_GROUP: &str = "audio";
/// Seconds that a playlist states even when its segments are shorter: longer ones may come while it grows, and what it
/// has stated must not change (RFC 8216, 6.2.1).
const TARGET_SECONDS: f64 = 6.0;

/// The multivariant playlist.
#[must_use]
pub fn multivariant(map: &SegmentMap) -> String {
    let mut text = String::from("#EXTM3U\n#EXT-X-VERSION:7\n");
    if every_segment_stands_alone(map) {
        text.push_str("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
    let of = |track| map.renditions.iter().filter(move |plan| plan.track() == track);
    let sounds: Vec<&RenditionPlan> = of(TrackId::Audio).collect();
    let pictures: Vec<&RenditionPlan> = of(TrackId::Video).collect();
    if pictures.is_empty() {
        for sound in sounds {
            variant(&mut text, sound, None);
        }
        return text;
    }
    for (index, sound) in sounds.iter().enumerate() {
        let channels = sound.channels().unwrap_or(2);
        let name = if channels > 2 { "Surround" } else { "Stereo" };
        let default = if index == 0 { "YES" } else { "NO" };
        let _ = writeln!(
            text,
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{AUDIO_GROUP}\",NAME=\"{name}\",DEFAULT={default},AUTOSELECT={default},CHANNELS=\"{channels}\",URI=\"{}.m3u8\"",
            sound.name
        );
    }
    for picture in pictures {
        variant(&mut text, picture, sounds.first().copied());
    }
    text
}

fn every_segment_stands_alone(map: &SegmentMap) -> bool {
    map.tracks.iter().all(|track| track.bounds.iter().all(|bound| bound.independent))
}

fn variant(text: &mut String, plan: &RenditionPlan, sound: Option<&RenditionPlan>) {
    let bandwidth = plan.bandwidth + sound.map_or(0, |sound| sound.bandwidth);
    let codecs = sound.map_or_else(|| plan.codecs.clone(), |sound| format!("{},{}", plan.codecs, sound.codecs));
    let _ = write!(text, "#EXT-X-STREAM-INF:BANDWIDTH={bandwidth},CODECS=\"{codecs}\"");
    if let Some((width, height)) = plan.size() {
        let _ = write!(text, ",RESOLUTION={width}x{height}");
    }
    if plan.frame_rate > 0.0 {
        let _ = write!(text, ",FRAME-RATE={:.3}", plan.frame_rate);
    }
    if sound.is_some() {
        let _ = write!(text, ",AUDIO=\"{AUDIO_GROUP}\"");
    }
    let _ = writeln!(text, "\n{}.m3u8", plan.name);
}

/// The media playlist of one rendition.
#[must_use]
pub fn media(map: &SegmentMap, plan: &RenditionPlan) -> String {
    let timeline = map.timeline(plan);
    let longest = timeline.iter().map(|(_, duration)| *duration).fold(TARGET_SECONDS, f64::max);
    let kind = if map.is_complete { "VOD" } else { "EVENT" };
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:{kind}\n",
        // Segment durations, rounded, must not exceed it (RFC 8216, 4.3.3.1).
        longest.round(),
    );
    if !map.is_complete {
        // A viewer starts at the beginning, not where the upload is.
        text.push_str("#EXT-X-START:TIME-OFFSET=0\n");
    }
    let _ = writeln!(text, "#EXT-X-MAP:URI=\"{}/init.mp4\"", plan.name);
    for (number, (_, duration)) in timeline.iter().enumerate() {
        let _ = writeln!(text, "#EXTINF:{duration:.6},\n{}/{number}.m4s", plan.name);
    }
    if map.is_complete {
        text.push_str("#EXT-X-ENDLIST\n");
    }
    text
}

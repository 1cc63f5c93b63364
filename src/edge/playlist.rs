//! HLS playlists (RFC 8216) from a segment map: pure text.
//!
//! Every playlist lists every segment as soon as its place is known, made or not: it is an `EVENT` while the map grows, and
//! `VOD` when the map is complete. All URIs are relative, so that a signed scope in the path reaches everything.

use std::fmt::Write;

use playhouse_actors::model::{CaptionKind, CaptionTrack, Origin, RenditionPlan, SegmentMap};
use playhouse_pipelines::report::TrackId;

use super::captions;

const AUDIO_GROUP: &str = "audio";
const SUBTITLES_GROUP: &str = "subtitles";
/// Seconds that a playlist states even when its segments are shorter: longer ones may come while it grows, and what it
/// has stated must not change (RFC 8216, 6.2.1).
const TARGET_SECONDS: f64 = 6.0;

/// The multivariant playlist.
#[must_use]
pub fn multivariant(map: &SegmentMap, captions: &[CaptionTrack]) -> String {
    let mut text = String::from("#EXTM3U\n#EXT-X-VERSION:7\n");
    if every_segment_stands_alone(map) {
        text.push_str("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
    let of = |track| map.renditions.iter().filter(move |plan| plan.track() == track);
    let sounds: Vec<&RenditionPlan> = of(TrackId::Audio).collect();
    let pictures: Vec<&RenditionPlan> = of(TrackId::Video).collect();
    // A file of captions is one segment as long as the video: who knows how long that will be?
    let captions = if map.is_complete { captions } else { &[] };
    write_captions(&mut text, captions);
    let has_captions = !captions.is_empty();
    if pictures.is_empty() {
        for sound in sounds {
            variant(&mut text, sound, None, has_captions);
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
        variant(&mut text, picture, sounds.first().copied(), has_captions);
    }
    text
}

/// One group for all variants; nobody's captions are on by themselves.
fn write_captions(text: &mut String, tracks: &[CaptionTrack]) {
    for track in tracks {
        // Names are unique in a group (RFC 8216, 4.3.4.1.1), and no quotes are in quotes.
        let is_taken = tracks.iter().any(|other| other.label == track.label && other.language != track.language);
        let name = if is_taken { format!("{} ({})", track.label, track.language) } else { track.label.clone() };
        let _ = write!(
            text,
            "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"{SUBTITLES_GROUP}\",NAME=\"{}\",LANGUAGE=\"{}\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO",
            name.replace('"', "'"),
            track.language,
        );
        if track.kind == CaptionKind::Captions {
            text.push_str(",CHARACTERISTICS=\"public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound\"");
        }
        let _ = writeln!(text, ",URI=\"{}\"", captions::path(track, "m3u8"));
    }
}

/// Segments that were encoded do; those of the source when they are served as they are.
fn every_segment_stands_alone(map: &SegmentMap) -> bool {
    let served = map.renditions.iter().filter(|plan| plan.origin() == Origin::Mezzanine);
    let mut bounds = served.filter_map(|plan| map.track(plan.track())).flat_map(|track| &track.bounds);
    bounds.all(|bound| bound.lead_in == 0)
}

fn variant(text: &mut String, plan: &RenditionPlan, sound: Option<&RenditionPlan>, has_captions: bool) {
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
    if has_captions {
        let _ = write!(text, ",SUBTITLES=\"{SUBTITLES_GROUP}\"");
    }
    let _ = writeln!(text, "\n{}.m3u8", plan.name);
}

/// The media playlist of a track of captions: one segment as long as the video. Subtitles alone may have a target
/// duration of their own (RFC 8216, 6.2.4).
#[must_use]
pub fn subtitles(map: &SegmentMap, track: &CaptionTrack) -> String {
    let duration = map.duration_seconds().max(0.001);
    format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:{duration:.6},\n{}\n#EXT-X-ENDLIST\n",
        duration.ceil(),
        captions::name(track, "vtt"),
    )
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

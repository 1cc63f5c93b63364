//! DASH manifests (ISO/IEC 23009-1, live profile with a static presentation) from a segment map: pure text.
//!
//! The same CMAF segments as in the HLS playlists, under the same relative names, so that a signed scope in the path
//! reaches everything. Times are exact: each timeline counts in the ticks that its segments are written in.

use std::fmt::Write;

use playhouse_actors::model::{
    CaptionKind, CaptionTrack, ExactTimeline, RenditionKind, RenditionPlan, SegmentMap, StillSet,
};
use playhouse_pipelines::report::{StillKind, TrackId};

use super::{captions, stills};

/// A player that has read this much at `@bandwidth` does not run dry: the decoder's buffer of encoded rungs.
const MIN_BUFFER_SECONDS: u32 = 2;

/// The manifest of a complete map, with the captions and the storyboard that there are.
#[must_use]
pub fn manifest(map: &SegmentMap, tracks: &[CaptionTrack], pictures: &StillSet) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        text,
        "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" profiles=\"urn:mpeg:dash:profile:isoff-live:2011\" type=\"static\" \
         mediaPresentationDuration=\"PT{:.6}S\" maxSegmentDuration=\"PT{:.6}S\" minBufferTime=\"PT{MIN_BUFFER_SECONDS}S\">",
        map.duration_seconds(),
        longest_segment(map),
    );
    text.push_str(" <Period id=\"0\" start=\"PT0S\">\n");
    let mut sets = AdaptationSets { map, text, count: 0 };
    for family in families(map) {
        sets.pictures(&family);
    }
    for plan in map.renditions.iter().filter(|plan| plan.track() == TrackId::Audio) {
        sets.sound(plan);
    }
    for track in tracks {
        sets.captions(track);
    }
    sets.thumbnails(pictures);
    let mut text = sets.text;
    text.push_str(" </Period>\n</MPD>\n");
    text
}

fn longest_segment(map: &SegmentMap) -> f64 {
    let durations = map.renditions.iter().flat_map(|plan| map.timeline(plan)).map(|(_, duration)| duration);
    durations.fold(0.0, f64::max)
}

/// Pictures between which a player may switch without a new decoder: those of one codec, in the order of the plans.
fn families(map: &SegmentMap) -> Vec<Vec<&RenditionPlan>> {
    let mut families: Vec<Vec<&RenditionPlan>> = Vec::new();
    for plan in map.renditions.iter().filter(|plan| plan.track() == TrackId::Video) {
        let of_plan =
            |family: &&mut Vec<&RenditionPlan>| family.first().is_some_and(|one| family_of(one) == family_of(plan));
        match families.iter_mut().find(of_plan) {
            Some(family) => family.push(plan),
            None => families.push(vec![plan]),
        }
    }
    families
}

/// The sample entry that an RFC 6381 name starts with, parameter sets in band or not.
fn family_of(plan: &RenditionPlan) -> &str {
    match plan.codecs.split('.').next().unwrap_or_default() {
        "avc3" => "avc1",
        "hev1" => "hvc1",
        other => other,
    }
}

/// The sets of a period, one after the other.
struct AdaptationSets<'a> {
    map: &'a SegmentMap,
    text: String,
    count: u32,
}

impl AdaptationSets<'_> {
    fn open(&mut self, attributes: &str) {
        let _ = writeln!(self.text, "  <AdaptationSet id=\"{}\" {attributes}>", self.count);
        self.count += 1;
    }

    fn close(&mut self) {
        self.text.push_str("  </AdaptationSet>\n");
    }

    fn pictures(&mut self, family: &[&RenditionPlan]) {
        let sizes = || family.iter().filter_map(|plan| plan.size());
        let (width, height) =
            (sizes().map(|size| size.0).max().unwrap_or(0), sizes().map(|size| size.1).max().unwrap_or(0));
        let mut attributes = format!(
            "contentType=\"video\" mimeType=\"video/mp4\" segmentAlignment=\"true\" startWithSAP=\"{}\" maxWidth=\"{width}\" maxHeight=\"{height}\"",
            access_point(self.map, family),
        );
        let fastest = family.iter().map(|plan| plan.frame_rate).fold(0.0, f64::max);
        if let Some(rate) = frame_rate(fastest) {
            let _ = write!(attributes, " maxFrameRate=\"{rate}\"");
        }
        self.open(&attributes);
        for plan in family {
            let mut attributes = String::new();
            if let Some((width, height)) = plan.size() {
                let _ = write!(attributes, " width=\"{width}\" height=\"{height}\" sar=\"1:1\"");
            }
            if let Some(rate) = frame_rate(plan.frame_rate) {
                let _ = write!(attributes, " frameRate=\"{rate}\"");
            }
            self.representation(plan, &attributes, "");
        }
        self.close();
    }

    /// A set of its own: players switch between channel layouts when they are told to, not by bandwidth.
    fn sound(&mut self, plan: &RenditionPlan) {
        let (RenditionKind::SourceAudio { sample_rate, channels } | RenditionKind::Audio { sample_rate, channels, .. }) =
            plan.kind
        else {
            return;
        };
        self.open("contentType=\"audio\" mimeType=\"audio/mp4\" segmentAlignment=\"true\" startWithSAP=\"1\"");
        let layout = format!(
            "    <AudioChannelConfiguration schemeIdUri=\"urn:mpeg:mpegB:cicp:ChannelConfiguration\" value=\"{}\"/>\n",
            channel_configuration(channels)
        );
        self.representation(plan, &format!(" audioSamplingRate=\"{sample_rate}\""), &layout);
        self.close();
    }

    /// One file for the whole period.
    fn captions(&mut self, track: &CaptionTrack) {
        self.open(&format!("contentType=\"text\" mimeType=\"text/vtt\" lang=\"{}\"", track.language));
        let role = match track.kind {
            CaptionKind::Subtitles => "subtitle",
            CaptionKind::Captions => "caption",
        };
        let milliseconds = (self.map.duration_seconds() * 1000.0).max(1000.0) as u64;
        let bandwidth = (track.length * 8000).div_ceil(milliseconds).max(1);
        let _ = writeln!(
            self.text,
            "   <Label>{}</Label>\n   <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"{role}\"/>\n   \
             <Representation id=\"captions-{}\" bandwidth=\"{bandwidth}\">\n    <BaseURL>{}</BaseURL>\n   </Representation>",
            escaped(&track.label),
            track.language,
            captions::path(track, "vtt"),
        );
        self.close();
    }

    /// Sheets of tiles, each for the same time (DASH-IF IOP part 8, thumbnail tiles); none while a sheet is missing.
    fn thumbnails(&mut self, pictures: &StillSet) {
        let Some(board) = pictures.storyboard() else { return };
        let sheets = (0..board.sheets()).map(|sheet| pictures.get(StillKind::Storyboard, sheet));
        let Some(largest) = sheets.map(|sheet| Some(sheet?.length)).try_fold(0, |most, length| Some(length?.max(most)))
        else {
            return;
        };
        let seconds = board.tiles_per_sheet().saturating_mul(board.seconds_per_tile).max(1);
        self.open("contentType=\"image\" mimeType=\"image/jpeg\"");
        let _ = writeln!(
            self.text,
            "   <SegmentTemplate timescale=\"1\" duration=\"{seconds}\" media=\"{}\" startNumber=\"0\"/>\n   \
             <Representation id=\"thumbnails\" bandwidth=\"{}\" width=\"{}\" height=\"{}\">\n    \
             <EssentialProperty schemeIdUri=\"http://dashif.org/guidelines/thumbnail_tile\" value=\"{}x{}\"/>\n   \
             </Representation>",
            stills::SHEETS,
            (largest.saturating_mul(8)).div_ceil(u64::from(seconds)).max(1),
            board.tile_width.saturating_mul(board.across),
            board.tile_height.saturating_mul(board.down),
            board.across,
            board.down,
        );
        self.close();
    }

    fn representation(&mut self, plan: &RenditionPlan, attributes: &str, descriptors: &str) {
        let timeline = self.map.exact_timeline(plan);
        let _ = writeln!(
            self.text,
            "   <Representation id=\"{}\" codecs=\"{}\" bandwidth=\"{}\"{attributes}>",
            plan.name, plan.codecs, plan.bandwidth
        );
        self.text.push_str(descriptors);
        let _ = writeln!(
            self.text,
            "    <SegmentTemplate timescale=\"{}\" initialization=\"$RepresentationID$/init.mp4\" media=\"$RepresentationID$/$Number$.m4s\" startNumber=\"0\">",
            timeline.timescale
        );
        write_timeline(&mut self.text, &timeline);
        self.text.push_str("    </SegmentTemplate>\n   </Representation>\n");
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Runs of segments that have one duration and follow each other are one line.
fn write_timeline(text: &mut String, timeline: &ExactTimeline) {
    text.push_str("     <SegmentTimeline>\n");
    let mut rest = timeline.segments.as_slice();
    let mut expected = None;
    while let Some((&(start, duration), _)) = rest.split_first() {
        let mut end = start;
        let follows = |segment: &&(i64, i64)| {
            let joins = segment.0 == end && segment.1 == duration;
            end = segment.0 + segment.1;
            joins
        };
        let run = rest.iter().take_while(follows).count().max(1);
        text.push_str("      <S");
        if expected != Some(start) {
            let _ = write!(text, " t=\"{start}\"");
        }
        let _ = write!(text, " d=\"{duration}\"");
        if run > 1 {
            let _ = write!(text, " r=\"{}\"", run - 1);
        }
        text.push_str("/>\n");
        rest = rest.get(run..).unwrap_or_default();
        let length = i64::try_from(run).unwrap_or(i64::MAX);
        expected = Some(start + duration * length);
    }
    text.push_str("     </SegmentTimeline>\n");
}

/// Type of the stream access points that segments start with (ISO/IEC 14496-12, annex I): 3 when frames of an open
/// group of pictures in the source need the segment before.
fn access_point(map: &SegmentMap, family: &[&RenditionPlan]) -> u32 {
    let is_source = |plan: &&RenditionPlan| matches!(plan.kind, RenditionKind::SourceVideo { .. });
    let stands_alone =
        map.track(TrackId::Video).is_none_or(|track| track.bounds.iter().all(|bound| bound.lead_in == 0));
    if family.iter().any(is_source) && !stands_alone { 3 } else { 1 }
}

/// A rate as the fraction that it stands for: whole, of the NTSC kind, or in thousandths; none when it varies.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates are small and not negative")]
fn frame_rate(rate: f64) -> Option<String> {
    if !(0.001..=100_000.0).contains(&rate) {
        return None;
    }
    let is_whole = |value: f64| (value - value.round()).abs() < 0.005 && value.round() > 0.0;
    let ntsc = rate * 1001.0 / 1000.0;
    Some(if is_whole(rate) && (rate - rate.round()).abs() < 0.001 {
        format!("{}", rate.round() as u64)
    } else if is_whole(ntsc) {
        format!("{}/1001", ntsc.round() as u64 * 1000)
    } else {
        format!("{}/1000", (rate * 1000.0).round() as u64)
    })
}

/// Number of a speaker layout (ISO/IEC 23091-3, table 10) that a count of channels usually means.
fn channel_configuration(channels: u32) -> u32 {
    match channels {
        7 => 11,
        8 => 12,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_the_fractions_that_they_stand_for() {
        for (rate, text) in [
            (24.0, Some("24")),
            (24_000.0 / 1001.0, Some("24000/1001")),
            (30_000.0 / 1001.0, Some("30000/1001")),
            (60_000.0 / 1001.0, Some("60000/1001")),
            (12.5, Some("12500/1000")),
            (0.0, None),
            (f64::NAN, None),
        ] {
            assert_eq!(frame_rate(rate).as_deref(), text, "{rate}");
        }
    }

    #[test]
    fn a_timeline_repeats_what_repeats_and_tells_where_it_jumps() {
        let mut text = String::new();
        let segments = vec![(10, 5), (15, 5), (20, 5), (25, 3), (40, 3), (43, 3)];
        write_timeline(&mut text, &ExactTimeline { timescale: 1, segments });
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| line.starts_with("<S ")).collect();
        assert_eq!(lines, ["<S t=\"10\" d=\"5\" r=\"2\"/>", "<S d=\"3\"/>", "<S t=\"40\" d=\"3\" r=\"1\"/>"]);
    }
}

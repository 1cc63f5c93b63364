//! The ladder: which renditions a source gets. Pure: tracks in, plans out.
//!
//! Rules: never up-scaled; named by the short side, so that a phone's upright 1080x1920 is `1080p`; a source stream
//! that players can decode is the top rung as it is; otherwise the top rung has the source's own size; no rung may have
//! more bits than its source justifies, which players that choose by bandwidth would wait for in vain.

use playhouse_pipelines::report::{TrackId, TrackMedia};
use playhouse_pipelines::spec::{Orientation, Rendition, VideoCoding};

use super::segment_map::{RenditionKind, RenditionPlan, TrackSummary};

/// Size and rate of one step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    pub short_side: u32,
    /// Cap in bits a second up to 30 frames a second; half as much again above that.
    pub max_bitrate: u32,
}

/// What the operator decides about renditions.
#[derive(Debug, Clone, PartialEq)]
pub struct LadderPolicy {
    /// From the largest down.
    pub steps: Vec<Preset>,
    pub h264: CodecPolicy,
    pub hevc: CodecPolicy,
    pub vp9: CodecPolicy,
    pub av1: CodecPolicy,
    /// Codecs besides H.264, for some of its rungs: the best, and those below.
    pub extra: Vec<VideoCoding>,
    /// How many of them.
    pub extra_steps: usize,
    /// Segments of a rung may come from different encoders of H.264.
    pub mixes_encoders: bool,
    pub stereo_bitrate: u32,
}

/// How one codec is encoded: see [`Rendition`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodecPolicy {
    pub crf: u32,
    pub speed: String,
}

impl CodecPolicy {
    #[must_use]
    pub fn new(crf: u32, speed: &str) -> Self {
        Self { crf, speed: speed.to_owned() }
    }
}

impl LadderPolicy {
    fn codec(&self, coding: VideoCoding) -> &CodecPolicy {
        match coding {
            VideoCoding::H264 => &self.h264,
            VideoCoding::Hevc => &self.hevc,
            VideoCoding::Vp9 => &self.vp9,
            VideoCoding::Av1 => &self.av1,
        }
    }
}

impl Default for LadderPolicy {
    fn default() -> Self {
        let step = |short_side, max_bitrate| Preset { short_side, max_bitrate };
        Self {
            steps: vec![
                step(2160, 18_000_000),
                step(1440, 10_000_000),
                step(1080, 5_500_000),
                step(720, 3_000_000),
                step(480, 1_500_000),
                step(360, 900_000),
                step(240, 450_000),
            ],
            h264: CodecPolicy::new(23, "veryfast"),
            hevc: CodecPolicy::new(26, "superfast"),
            vp9: CodecPolicy::new(38, "6"),
            av1: CodecPolicy::new(28, "7"),
            extra: Vec::new(),
            extra_steps: 2,
            mixes_encoders: false,
            stereo_bitrate: 128_000,
        }
    }
}

/// Renditions for the tracks of a source, the best picture first, audio last.
#[must_use]
pub fn plan(tracks: &[TrackSummary], policy: &LadderPolicy) -> Vec<RenditionPlan> {
    let mut plans = Vec::new();
    for summary in tracks {
        match &summary.track.media {
            TrackMedia::Video { width, height, frame_rate, orientation, .. } => {
                let (width, height) = upright(*width, *height, *orientation);
                plans.extend(plan_video(summary, width, height, *frame_rate, policy));
            }
            TrackMedia::Audio { sample_rate, channels } => {
                plans.extend(plan_audio(summary, *sample_rate, *channels, policy))
            }
        }
    }
    plans.sort_by_key(|plan| plan.track() == TrackId::Audio);
    plans
}

/// Size of a picture after it is turned.
#[must_use]
pub fn upright(width: u32, height: u32, orientation: Orientation) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::MirrorRotate90 | Orientation::MirrorRotate270 => {
            (height, width)
        }
        Orientation::Upright | Orientation::Rotate180 | Orientation::Mirror | Orientation::MirrorRotate180 => {
            (width, height)
        }
    }
}

fn plan_video(
    summary: &TrackSummary,
    width: u32,
    height: u32,
    frame_rate: f64,
    policy: &LadderPolicy,
) -> Vec<RenditionPlan> {
    let short_side = width.min(height);
    let source = Source { width, height, frame_rate, worth: worth(summary) };
    let mut plans = Vec::new();
    let top = match (&summary.track.codecs, summary.passthrough) {
        (Some(codecs), true) => RenditionPlan {
            name: format!("{short_side}p"),
            kind: RenditionKind::SourceVideo { width, height },
            bandwidth: summary.peak_bitrate,
            frame_rate,
            codecs: codecs.clone(),
            is_unlisted: false,
        },
        _ => encoded_rung(&source, short_side, VideoCoding::H264, policy),
    };
    plans.push(top);
    // A step within a tenth of the source would cost a rung and show nothing new.
    let below = policy.steps.iter().filter(|step| step.short_side * 10 < short_side * 9);
    plans.extend(below.map(|step| encoded_rung(&source, step.short_side, VideoCoding::H264, policy)));
    let sides: Vec<u32> =
        plans.iter().filter_map(|plan| plan.size()).map(|(width, height)| width.min(height)).collect();
    for coding in &policy.extra {
        let sides = sides.iter().filter(|side| **side <= LARGEST_EXTRA).take(policy.extra_steps);
        plans.extend(sides.map(|side| encoded_rung(&source, *side, *coding, policy)));
    }
    plans
}

/// Larger pictures take a processor minutes for each second.
const LARGEST_EXTRA: u32 = 1080;

/// What a codec needs of H.264's bits for the same picture, in hundredths.
fn share(coding: VideoCoding) -> u32 {
    match coding {
        VideoCoding::H264 => 100,
        VideoCoding::Hevc | VideoCoding::Vp9 => 70,
        VideoCoding::Av1 => 60,
    }
}

/// What the rungs are made from, upright.
struct Source {
    width: u32,
    height: u32,
    frame_rate: f64,
    /// Bits a second of H.264 that would hold all there is to see; 0 when that is not known.
    worth: f64,
}

/// The bitrate of the source's busiest segment, for an encoder that is as quick as ours and for H.264.
///
/// Only the first seconds may be known so far, and they may be calm ones: see [`CALM`].
fn worth(summary: &TrackSummary) -> f64 {
    let codec = summary.track.codecs.as_deref().and_then(|codecs| codecs.get(..4));
    let factor = match codec {
        Some("avc1" | "avc3") => 1.5,
        Some("av01") => 3.0,
        // HEVC, VP9, and what no player takes, of which the same is supposed.
        _ => 2.5,
    };
    f64::from(summary.peak_bitrate) * factor
}

/// No cap is a smaller share of the policy's, however little the source has.
const CALM: f64 = 0.4;
/// Bits follow pixels with this exponent: small pictures have more to tell in each of theirs.
const PIXEL_EXPONENT: f64 = 0.75;

fn encoded_rung(source: &Source, short_side: u32, coding: VideoCoding, policy: &LadderPolicy) -> RenditionPlan {
    let source_side = source.width.min(source.height).max(1);
    let frame_rate = source.frame_rate;
    let scale = |side: u32| even(u64::from(side) * u64::from(short_side) / u64::from(source_side));
    let (width, height) = (scale(source.width), scale(source.height));
    let max_bitrate = title_cap(cap(short_side, frame_rate, policy), source, f64::from(short_side));
    let max_bitrate = max_bitrate / 100 * share(coding);
    let is_extra = coding != VideoCoding::H264;
    let suffix = if is_extra { format!("-{}", coding.as_str()) } else { String::new() };
    let CodecPolicy { crf, speed } = policy.codec(coding).clone();
    let rendition = Rendition {
        name: format!("{short_side}p{suffix}"),
        width,
        height,
        crf,
        max_bitrate,
        preset: speed,
        level: coding.level(width, height, frame_rate, max_bitrate),
        coding,
        in_band: policy.mixes_encoders && !is_extra,
    };
    RenditionPlan {
        name: rendition.name.clone(),
        codecs: rendition.codecs(),
        kind: RenditionKind::Video(rendition),
        bandwidth: max_bitrate,
        frame_rate,
        is_unlisted: is_extra,
    }
}

/// The nearest even length that is not larger, at least 2: 4:2:0 has no odd pictures.
fn even(side: u64) -> u32 {
    u32::try_from(side & !1).unwrap_or(u32::MAX - 1).max(2)
}

/// Cap of the smallest step that is not below the rung.
fn cap(short_side: u32, frame_rate: f64, policy: &LadderPolicy) -> u32 {
    let fitting = policy.steps.iter().rev().find(|step| step.short_side >= short_side).or(policy.steps.first());
    let base = fitting.map_or(1_000_000, |step| step.max_bitrate);
    if frame_rate > 31.0 { base + base / 2 } else { base }
}

/// The policy's cap, or what the source justifies at this size if that is less; in whole kilobits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between zero and the policy's cap")]
fn title_cap(policy: u32, source: &Source, short_side: f64) -> u32 {
    if source.worth <= 0.0 {
        return policy;
    }
    let sides = short_side / f64::from(source.width.min(source.height).max(1));
    let justified = source.worth * (sides * sides).powf(PIXEL_EXPONENT);
    let most = f64::from(policy);
    ((justified.clamp(most * CALM, most) / 1000.0).ceil() * 1000.0).min(most) as u32
}

fn plan_audio(summary: &TrackSummary, sample_rate: u32, channels: u32, policy: &LadderPolicy) -> Vec<RenditionPlan> {
    let source = summary.track.codecs.as_ref().filter(|_| summary.passthrough).map(|codecs| RenditionPlan {
        name: if channels > 2 { "surround".to_owned() } else { "audio".to_owned() },
        kind: RenditionKind::SourceAudio { sample_rate, channels },
        bandwidth: summary.peak_bitrate,
        frame_rate: 0.0,
        codecs: codecs.clone(),
        is_unlisted: false,
    });
    if source.is_some() && channels <= 2 {
        return source.into_iter().collect();
    }
    let rate = if matches!(sample_rate, 32_000 | 44_100 | 48_000) { sample_rate } else { 48_000 };
    let encoded = |name: &str, channels: u32, bitrate: u32| RenditionPlan {
        name: name.to_owned(),
        kind: RenditionKind::Audio { sample_rate: rate, channels, bitrate },
        bandwidth: bitrate + bitrate / 4,
        frame_rate: 0.0,
        codecs: "mp4a.40.2".to_owned(),
        is_unlisted: false,
    };
    let stereo = encoded("audio", channels.min(2), policy.stereo_bitrate / if channels == 1 { 2 } else { 1 });
    let surround = source.or_else(|| (channels == 6).then(|| encoded("surround", 6, policy.stereo_bitrate * 3)));
    std::iter::once(stereo).chain(surround).collect()
}

#[cfg(test)]
mod tests {
    use playhouse_pipelines::spec::MezzanineTrack;

    use super::super::segment_map::Track;
    use super::*;

    fn video(width: u32, height: u32, orientation: Orientation, passthrough: bool) -> TrackSummary {
        TrackSummary {
            track: Track {
                id: TrackId::Video,
                mezzanine: MezzanineTrack { caps: "video/x-h264".into(), timescale: 24_000 },
                media: TrackMedia::Video {
                    width,
                    height,
                    frame_rate: 24.0,
                    orientation,
                    interlaced: false,
                    hdr: false,
                },
                codecs: Some("avc1.64001f".into()),
                bounds: Vec::new(),
            },
            passthrough,
            peak_bitrate: 2_000_000,
        }
    }

    fn audio(channels: u32, passthrough: bool) -> TrackSummary {
        TrackSummary {
            track: Track {
                id: TrackId::Audio,
                mezzanine: MezzanineTrack { caps: "audio/mpeg".into(), timescale: 48_000 },
                media: TrackMedia::Audio { sample_rate: 48_000, channels },
                codecs: Some("mp4a.40.2".into()),
                bounds: Vec::new(),
            },
            passthrough,
            peak_bitrate: 160_000,
        }
    }

    fn names(tracks: &[TrackSummary]) -> Vec<String> {
        plan(tracks, &LadderPolicy::default()).into_iter().map(|plan| plan.name).collect()
    }

    #[test]
    fn a_web_safe_source_is_its_own_top_rung() {
        let plans = plan(&[video(1920, 1080, Orientation::Upright, true), audio(2, true)], &LadderPolicy::default());
        assert_eq!(plans[0].kind, RenditionKind::SourceVideo { width: 1920, height: 1080 });
        assert_eq!(
            names(&[video(1920, 1080, Orientation::Upright, true), audio(2, true)]),
            ["1080p", "720p", "480p", "360p", "240p", "audio"]
        );
    }

    #[test]
    fn other_codecs_come_behind_for_the_best_rungs_that_are_not_too_large() {
        let policy = LadderPolicy { extra: vec![VideoCoding::Vp9, VideoCoding::Av1], ..LadderPolicy::default() };
        let tracks = [video(2560, 1440, Orientation::Upright, true), audio(2, true)];
        let plans = plan(&tracks, &policy);
        let names: Vec<&str> = plans.iter().map(|plan| plan.name.as_str()).collect();
        let expected =
            ["1440p", "1080p", "720p", "480p", "360p", "240p", "1080p-vp9", "720p-vp9", "1080p-av1", "720p-av1"];
        assert_eq!(names, [&expected[..], &["audio"]].concat());
        for plan in &plans {
            assert_eq!(plan.is_unlisted, plan.name.contains('-'), "{}", plan.name);
            assert_eq!(plan.is_extra(), plan.is_unlisted);
        }
        let of = |name: &str| plans.iter().find(|plan| plan.name == name).unwrap();
        assert_eq!(of("720p-av1").codecs, "av01.0.05M.08");
        assert!(of("720p-av1").bandwidth < of("720p-vp9").bandwidth && of("720p-vp9").bandwidth < of("720p").bandwidth);
    }

    #[test]
    fn rungs_of_several_encoders_carry_their_parameter_sets() {
        let policy = LadderPolicy { mixes_encoders: true, ..LadderPolicy::default() };
        let plans = plan(&[video(1920, 1080, Orientation::Upright, true)], &policy);
        assert!(plans.iter().skip(1).all(|plan| plan.codecs.starts_with("avc3.")));
    }

    #[test]
    fn surround_is_kept_beside_a_stereo_mix() {
        assert_eq!(names(&[audio(6, true)]), ["audio", "surround"]);
        assert_eq!(names(&[audio(6, false)]), ["audio", "surround"]);
        assert_eq!(names(&[audio(1, false)]), ["audio"]);
    }

    #[test]
    fn nothing_is_scaled_up_and_every_side_is_even() {
        for (width, height) in [(853, 479), (96, 64), (3, 3), (1919, 1079), (720, 1281)] {
            for rung in plan(&[video(width, height, Orientation::Upright, false)], &LadderPolicy::default()) {
                let (w, h) = rung.size().unwrap();
                assert!(
                    w % 2 == 0 && h % 2 == 0 && w <= width.max(2) && h <= height.max(2),
                    "{width}x{height} -> {w}x{h}"
                );
            }
        }
    }

    fn cap_of(peak_bitrate: u32, codecs: &str, name: &str) -> u32 {
        let mut summary = video(1920, 1080, Orientation::Upright, true);
        summary.peak_bitrate = peak_bitrate;
        summary.track.codecs = Some(codecs.into());
        let plans = plan(&[summary], &LadderPolicy::default());
        plans.iter().find(|plan| plan.name == name).unwrap().bandwidth
    }

    #[test]
    fn caps_follow_the_source_down_and_never_up() {
        assert_eq!(cap_of(12_000_000, "avc1.640028", "720p"), 3_000_000, "a rich source has the policy's");
        assert_eq!(cap_of(0, "avc1.640028", "720p"), 3_000_000, "nothing is known");
        let modest = cap_of(3_000_000, "avc1.640028", "720p");
        assert!((2_400_000..2_500_000).contains(&modest), "{modest}");
        assert!(cap_of(3_000_000, "hvc1.1.6.L120.90", "720p") > modest, "HEVC says more with as many bits");
        assert_eq!(cap_of(100_000, "avc1.640028", "720p"), 1_200_000, "its first seconds may be a title on black");
    }

    #[test]
    fn a_phone_video_stands_upright_and_is_named_by_its_short_side() {
        let plans = plan(&[video(1920, 1080, Orientation::Rotate90, false)], &LadderPolicy::default());
        assert_eq!((plans[0].name.as_str(), plans[0].size()), ("1080p", Some((1080, 1920))));
        assert_eq!(plans[1].size(), Some((720, 1280)));
    }
}

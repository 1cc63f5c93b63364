//! Settings of the ladder: its steps, how each codec is encoded, and with what.

use std::collections::BTreeSet;

use playhouse_actors::model::{CodecPolicy, LadderPolicy, Preset};
use playhouse_pipelines::spec::{Encoder, VideoCoding};
use serde::{Deserialize, Serialize};

use super::ConfigError;

const STEPS: &str = "2160:18000,1440:10000,1080:5500,720:3000,480:1500,360:900,240:450";
const PRESETS: [&str; 9] =
    ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"];
/// Short sides, lines, and caps, kilobits a second.
const SIDES: std::ops::RangeInclusive<u32> = 96..=4320;
const CAPS: std::ops::RangeInclusive<u32> = 50..=100_000;
const MOST_STEPS: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum H264Encoder {
    X264,
    NvH264Enc,
    VaH264Enc,
}

/// A list as TOML has it, or as one text with commas.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Words {
    List(Vec<String>),
    Text(String),
}

impl Words {
    fn words(&self) -> Vec<&str> {
        let words: Vec<&str> = match self {
            Self::List(list) => list.iter().map(|word| word.trim()).collect(),
            Self::Text(text) => text.split(',').map(str::trim).collect(),
        };
        words.into_iter().filter(|word| !word.is_empty()).collect()
    }
}

/// Values as they were given.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RawEncoding {
    ladder: Words,
    h264_encoder: H264Encoder,
    h264_crf: u32,
    h264_preset: String,
    extra_codecs: Words,
    extra_steps: usize,
    hevc_crf: u32,
    hevc_preset: String,
    vp9_cq: u32,
    vp9_speed: u32,
    av1_cq: u32,
    av1_speed: u32,
}

impl Default for RawEncoding {
    fn default() -> Self {
        Self {
            ladder: Words::Text(STEPS.to_owned()),
            h264_encoder: H264Encoder::X264,
            h264_crf: 23,
            h264_preset: "veryfast".to_owned(),
            extra_codecs: Words::List(Vec::new()),
            extra_steps: 2,
            hevc_crf: 26,
            hevc_preset: "superfast".to_owned(),
            vp9_cq: 38,
            vp9_speed: 6,
            av1_cq: 28,
            av1_speed: 7,
        }
    }
}

/// What is made of pictures, and with what.
#[derive(Debug, Clone)]
pub struct Encoding {
    pub ladder: LadderPolicy,
    pub h264: Encoder,
}

impl RawEncoding {
    pub(super) fn decide(&self) -> Result<Encoding, ConfigError> {
        at_most("h264_crf", self.h264_crf, 50)?;
        at_most("hevc_crf", self.hevc_crf, 51)?;
        at_most("vp9_cq", self.vp9_cq, 63)?;
        at_most("av1_cq", self.av1_cq, 63)?;
        at_most("vp9_speed", self.vp9_speed, 9)?;
        if !(5..=10).contains(&self.av1_speed) {
            return Err(invalid("`av1_speed` must be between 5 and 10".to_owned()));
        }
        preset("h264_preset", &self.h264_preset)?;
        preset("hevc_preset", &self.hevc_preset)?;
        if !(1..=MOST_STEPS).contains(&self.extra_steps) {
            return Err(invalid(format!("`extra_steps` must be between 1 and {MOST_STEPS}")));
        }
        let ladder = LadderPolicy {
            steps: steps(&self.ladder.words())?,
            h264: CodecPolicy::new(self.h264_crf, &self.h264_preset),
            hevc: CodecPolicy::new(self.hevc_crf, &self.hevc_preset),
            vp9: CodecPolicy::new(self.vp9_cq, &self.vp9_speed.to_string()),
            av1: CodecPolicy::new(self.av1_cq, &self.av1_speed.to_string()),
            extra: codecs(&self.extra_codecs.words())?,
            extra_steps: self.extra_steps,
            ..LadderPolicy::default()
        };
        let h264 = match self.h264_encoder {
            H264Encoder::X264 => Encoder::X264,
            H264Encoder::NvH264Enc => Encoder::NvH264,
            H264Encoder::VaH264Enc => Encoder::VaH264,
        };
        Ok(Encoding { ladder, h264 })
    }
}

fn invalid(sentence: String) -> ConfigError {
    ConfigError::Invalid(sentence)
}

fn at_most(key: &str, value: u32, most: u32) -> Result<(), ConfigError> {
    if value <= most { Ok(()) } else { Err(invalid(format!("`{key}` must be between 0 and {most}"))) }
}

fn preset(key: &str, value: &str) -> Result<(), ConfigError> {
    if PRESETS.contains(&value) {
        return Ok(());
    }
    Err(invalid(format!("`{key}`: {value} is none of {}", PRESETS.join(", "))))
}

/// `<short side>:<kilobits a second>`, from the largest down.
fn steps(words: &[&str]) -> Result<Vec<Preset>, ConfigError> {
    let step = |word: &&str| {
        let (side, cap) = word.split_once(':')?;
        let (side, cap) = (side.trim().parse().ok()?, cap.trim().parse::<u32>().ok()?);
        (SIDES.contains(&side) && CAPS.contains(&cap)).then_some(Preset { short_side: side, max_bitrate: cap * 1000 })
    };
    let mut steps = Vec::new();
    for word in words {
        let parsed = step(word).ok_or_else(|| {
            let (sides, caps) = ((SIDES.start(), SIDES.end()), (CAPS.start(), CAPS.end()));
            invalid(format!(
                "`ladder`: {word} is no step: it is <short side>:<kilobits a second>, {} to {} and {} to {}",
                sides.0, sides.1, caps.0, caps.1
            ))
        })?;
        steps.push(parsed);
    }
    let falls = steps.is_sorted_by(|above: &Preset, below| {
        above.short_side > below.short_side && above.max_bitrate >= below.max_bitrate
    });
    if steps.is_empty() || steps.len() > MOST_STEPS || !falls {
        return Err(invalid(format!("`ladder` must have 1 to {MOST_STEPS} steps, from the largest down")));
    }
    Ok(steps)
}

fn codecs(words: &[&str]) -> Result<Vec<VideoCoding>, ConfigError> {
    const EXTRA: [VideoCoding; 3] = [VideoCoding::Hevc, VideoCoding::Vp9, VideoCoding::Av1];
    let mut found = BTreeSet::new();
    for word in words {
        let coding = EXTRA.into_iter().find(|coding| coding.as_str() == *word);
        let coding = coding.ok_or_else(|| invalid(format!("`extra_codecs`: {word} is none of hevc, vp9, av1")))?;
        found.insert(coding);
    }
    Ok(found.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Words {
        Words::Text(words.to_owned())
    }

    #[test]
    fn the_defaults_are_those_of_the_policy() {
        let encoding = RawEncoding::default().decide().unwrap();
        assert_eq!((encoding.ladder, encoding.h264), (LadderPolicy::default(), Encoder::X264));
    }

    #[test]
    fn a_ladder_is_read_and_codecs_come_in_one_order() {
        let raw = RawEncoding {
            ladder: text("1080:4000, 540:1200"),
            extra_codecs: text("av1,hevc,av1"),
            ..RawEncoding::default()
        };
        let ladder = raw.decide().unwrap().ladder;
        let steps =
            [(1080, 4_000_000), (540, 1_200_000)].map(|(short_side, max_bitrate)| Preset { short_side, max_bitrate });
        assert_eq!(ladder.steps, steps);
        assert_eq!(ladder.extra, [VideoCoding::Hevc, VideoCoding::Av1]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let default = RawEncoding::default;
        for (raw, word) in [
            (RawEncoding { ladder: text(""), ..default() }, "`ladder`"),
            (RawEncoding { ladder: text("720"), ..default() }, "720 is no step"),
            (RawEncoding { ladder: text("720:1"), ..default() }, "720:1 is no step"),
            (RawEncoding { ladder: text("480:900,720:2000"), ..default() }, "from the largest down"),
            (RawEncoding { h264_crf: 51, ..default() }, "`h264_crf`"),
            (RawEncoding { h264_preset: "placebo".into(), ..default() }, "`h264_preset`"),
            (RawEncoding { extra_codecs: text("h264"), ..default() }, "`extra_codecs`: h264"),
            (RawEncoding { extra_steps: 0, ..default() }, "`extra_steps`"),
            (RawEncoding { av1_speed: 11, ..default() }, "`av1_speed`"),
        ] {
            let error = raw.decide().unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}

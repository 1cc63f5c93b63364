//! Decoder configurations: what an init segment holds of a codec, and the name players know it by (RFC 6381).

use super::boxes::{BoxError, Cursor};

/// A codec that players know, with the configuration that its init segment carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodecConfig {
    /// `AVCDecoderConfigurationRecord`.
    Avc(Vec<u8>),
    /// The same of a stream whose segments carry parameter sets themselves, which may be others.
    AvcInBand(Vec<u8>),
    /// `HEVCDecoderConfigurationRecord`.
    Hevc(Vec<u8>),
    Vp9(Vp9),
    /// `AV1CodecConfigurationRecord`.
    Av1(Vec<u8>),
    /// `AudioSpecificConfig`.
    Aac(Vec<u8>),
    /// The identification header, without its magic word: `dOps` with little-endian numbers.
    Opus(Vec<u8>),
}

/// What `vpcC` says of a VP9 stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vp9 {
    pub profile: u8,
    /// Ten times the level: 31 is 3.1.
    pub level: u8,
    pub bit_depth: u8,
    /// 0 and 1 are 4:2:0, 2 is 4:2:2, 3 is 4:4:4.
    pub chroma: u8,
}

impl Vp9 {
    /// The lowest level whose picture size and sample rate hold the stream (VP9 levels, annex A).
    #[must_use]
    pub fn level_for(width: u32, height: u32, frame_rate: f64) -> u8 {
        const LEVELS: [(u8, u64, f64); 12] = [
            (10, 36_864, 829_440.0),
            (11, 73_728, 2_764_800.0),
            (20, 122_880, 4_608_000.0),
            (21, 245_760, 9_216_000.0),
            (30, 552_960, 20_736_000.0),
            (31, 983_040, 36_864_000.0),
            (40, 2_228_224, 83_558_400.0),
            (41, 2_228_224, 160_432_128.0),
            (50, 8_912_896, 311_951_360.0),
            (51, 8_912_896, 588_251_136.0),
            (52, 8_912_896, 1_176_502_272.0),
            (60, 35_651_584, 1_176_502_272.0),
        ];
        let picture = u64::from(width) * u64::from(height);
        let rate = f64::from(width) * f64::from(height) * frame_rate;
        let fits = |level: &&(u8, u64, f64)| picture <= level.1 && rate <= level.2;
        LEVELS.iter().find(fits).map_or(62, |level| level.0)
    }
}

impl CodecConfig {
    /// The name for `CODECS`, or why the configuration is not one.
    pub fn codecs(&self) -> Result<String, BoxError> {
        match self {
            Self::Avc(record) => avc_name("avc1", record),
            Self::AvcInBand(record) => avc_name("avc3", record),
            Self::Hevc(record) => hevc_name(record),
            Self::Vp9(vp9) => Ok(format!("vp09.{:02}.{:02}.{:02}", vp9.profile, vp9.level, vp9.bit_depth)),
            Self::Av1(record) => av1_name(record),
            Self::Aac(config) => Ok(format!("mp4a.40.{}", aac_object_type(config)?)),
            Self::Opus(_) => Ok("opus".to_owned()),
        }
    }
}

/// Bytes of the length field before each NAL unit of AVC and HEVC samples.
pub fn nal_length_size(config: &CodecConfig) -> Option<usize> {
    let byte = match config {
        CodecConfig::Avc(record) | CodecConfig::AvcInBand(record) => record.get(4),
        CodecConfig::Hevc(record) => record.get(21),
        _ => None,
    };
    byte.map(|byte| usize::from(byte & 3) + 1)
}

fn avc_name(entry: &str, record: &[u8]) -> Result<String, BoxError> {
    let mut cursor = Cursor::new(record);
    match cursor.array()? {
        [1, profile, compatibility, level] => Ok(format!("{entry}.{profile:02X}{compatibility:02X}{level:02X}")),
        _ => Err(BoxError::Wrong("avcC has another version")),
    }
}

fn hevc_name(record: &[u8]) -> Result<String, BoxError> {
    let mut cursor = Cursor::new(record);
    let [version, profile] = cursor.array()?;
    if version != 1 {
        return Err(BoxError::Wrong("hvcC has another version"));
    }
    let compatibility = cursor.u32()?.reverse_bits();
    let constraints: [u8; 6] = cursor.array()?;
    let [level] = cursor.array()?;
    let space = ["", "A", "B", "C"].get(usize::from(profile >> 6)).copied().unwrap_or_default();
    let tier = if profile & 0x20 == 0 { 'L' } else { 'H' };
    let mut name = format!("hvc1.{space}{}.{compatibility:X}.{tier}{level}", profile & 0x1f);
    let used = constraints.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    for byte in constraints.iter().take(used) {
        name.push_str(&format!(".{byte:X}"));
    }
    Ok(name)
}

fn av1_name(record: &[u8]) -> Result<String, BoxError> {
    let [marker, sequence, depth] = Cursor::new(record).array()?;
    if marker != 0x81 {
        return Err(BoxError::Wrong("av1C has another version"));
    }
    let tier = if depth & 0x80 == 0 { 'M' } else { 'H' };
    let bits = match (depth & 0x40 != 0, depth & 0x20 != 0) {
        (false, _) => 8,
        (true, false) => 10,
        (true, true) => 12,
    };
    Ok(format!("av01.{}.{:02}{tier}.{bits:02}", sequence >> 5, sequence & 0x1f))
}

/// Audio object type of an `AudioSpecificConfig`: 2 is low complexity, 5 and 29 carry spectral band replication.
pub fn aac_object_type(config: &[u8]) -> Result<u8, BoxError> {
    let [first, second] = Cursor::new(config).array()?;
    Ok(match first >> 3 {
        31 => 32 + ((first & 7) << 3 | second >> 5),
        plain => plain,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rfc_6381() {
        let cases = [
            (CodecConfig::Avc(vec![1, 0x64, 0, 0x1f, 0xff]), "avc1.64001F"),
            (
                CodecConfig::Hevc([&[1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93][..], &[0; 10]].concat()),
                "hvc1.1.6.L93.90",
            ),
            (
                CodecConfig::Hevc([&[1, 0x22, 0x20, 0, 0, 0, 0xb0, 0, 0, 0, 0, 0, 120][..], &[0; 10]].concat()),
                "hvc1.2.4.H120.B0",
            ),
            (CodecConfig::Av1(vec![0x81, 0x08, 0x0c, 0]), "av01.0.08M.08"),
            (CodecConfig::Av1(vec![0x81, 0x0c, 0x4c, 0]), "av01.0.12M.10"),
            (CodecConfig::Vp9(Vp9 { profile: 0, level: 31, bit_depth: 8, chroma: 1 }), "vp09.00.31.08"),
            (CodecConfig::Aac(vec![0x11, 0x90]), "mp4a.40.2"),
            (CodecConfig::Aac(vec![0x2b, 0x92, 0x08, 0]), "mp4a.40.5"),
            (CodecConfig::Opus(vec![]), "opus"),
        ];
        for (config, name) in cases {
            assert_eq!(config.codecs().as_deref(), Ok(name));
        }
    }

    #[test]
    fn short_records_are_errors() {
        for config in [
            CodecConfig::Avc(vec![1, 2]),
            CodecConfig::Hevc(vec![1; 8]),
            CodecConfig::Av1(vec![]),
            CodecConfig::Aac(vec![1]),
        ] {
            assert!(config.codecs().is_err(), "{config:?}");
        }
    }

    #[test]
    fn vp9_levels_follow_size_and_rate() {
        assert_eq!(Vp9::level_for(1280, 720, 30.0), 31);
        assert_eq!(Vp9::level_for(1920, 1080, 60.0), 41);
        assert_eq!(Vp9::level_for(16_384, 8_192, 120.0), 62);
    }
}

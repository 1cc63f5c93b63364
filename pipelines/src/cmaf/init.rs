//! Init segments: `ftyp` + `moov` of one track, without a sample.

use super::boxes::{BoxError, BoxWriter, Cursor, child, children};
use super::codec::CodecConfig;

/// Everything that an init segment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitTrack {
    pub timescale: u32,
    pub config: CodecConfig,
    pub media: InitMedia,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InitMedia {
    Video {
        /// Stored picture, before its pixels are made square.
        width: u32,
        height: u32,
        /// Width to height of a pixel.
        pixel_aspect: (u32, u32),
        colour: Option<Colour>,
    },
    Audio {
        sample_rate: u32,
        channels: u32,
    },
}

/// Code points of ISO/IEC 23091-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    pub primaries: u16,
    pub transfer: u16,
    pub matrix: u16,
    pub full_range: bool,
}

/// The unity matrix of `mvhd` and `tkhd`.
const UNITY: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
const UND: u16 = 0x55c4;

pub fn write_init(track: &InitTrack) -> Result<Vec<u8>, BoxError> {
    let entry = sample_entry(track)?;
    let video = matches!(track.media, InitMedia::Video { .. });
    let mut writer = BoxWriter::with_capacity(1024);
    writer.boxed(b"ftyp", |ftyp| {
        ftyp.raw(b"iso6").u32(0).raw(b"iso6").raw(b"cmf2").raw(b"cmfc").raw(b"dash");
    });
    writer.boxed(b"moov", |moov| {
        moov.full(b"mvhd", 0, 0, |mvhd| {
            mvhd.zeros(8).u32(track.timescale).u32(0).u32(0x1_0000).u16(0x100).zeros(10);
            UNITY.iter().for_each(|value| {
                mvhd.u32(*value);
            });
            mvhd.zeros(24).u32(2);
        });
        moov.boxed(b"trak", |trak| {
            write_tkhd(trak, &track.media);
            trak.boxed(b"mdia", |mdia| {
                mdia.full(b"mdhd", 0, 0, |mdhd| {
                    mdhd.zeros(8).u32(track.timescale).u32(0).u16(UND).u16(0);
                });
                mdia.full(b"hdlr", 0, 0, |hdlr| {
                    hdlr.u32(0).raw(if video { b"vide" } else { b"soun" }).zeros(12);
                    hdlr.raw(if video { b"video\0" } else { b"audio\0" });
                });
                mdia.boxed(b"minf", |minf| write_minf(minf, video, &entry));
            });
        });
        moov.boxed(b"mvex", |mvex| {
            mvex.full(b"trex", 0, 0, |trex| {
                trex.u32(1).u32(1).u32(0).u32(0).u32(0);
            });
        });
    });
    Ok(writer.into_bytes())
}

fn write_tkhd(trak: &mut BoxWriter, media: &InitMedia) {
    let (width, height, volume) = match *media {
        InitMedia::Video { width, height, pixel_aspect: (across, down), .. } => {
            let square = u64::from(width) * u64::from(across) / u64::from(down.max(1));
            (u32::try_from(square).unwrap_or(width), height, 0)
        }
        InitMedia::Audio { .. } => (0, 0, 0x100),
    };
    // Enabled, in the movie.
    trak.full(b"tkhd", 0, 3, |tkhd| {
        tkhd.zeros(8).u32(1).zeros(8).zeros(8).u16(0).u16(0).u16(volume).u16(0);
        UNITY.iter().for_each(|value| {
            tkhd.u32(*value);
        });
        tkhd.u32(width << 16).u32(height << 16);
    });
}

fn write_minf(minf: &mut BoxWriter, video: bool, entry: &[u8]) {
    if video {
        minf.full(b"vmhd", 0, 1, |vmhd| {
            vmhd.zeros(8);
        });
    } else {
        minf.full(b"smhd", 0, 0, |smhd| {
            smhd.zeros(4);
        });
    }
    minf.boxed(b"dinf", |dinf| {
        dinf.full(b"dref", 0, 0, |dref| {
            dref.u32(1);
            // The media is in the same file.
            dref.full(b"url ", 0, 1, |_| {});
        });
    });
    minf.boxed(b"stbl", |stbl| {
        stbl.full(b"stsd", 0, 0, |stsd| {
            stsd.u32(1).raw(entry);
        });
        for kind in [b"stts", b"stsc", b"stco"] {
            stbl.full(kind, 0, 0, |table| {
                table.u32(0);
            });
        }
        stbl.full(b"stsz", 0, 0, |stsz| {
            stsz.u32(0).u32(0);
        });
    });
}

fn sample_entry(track: &InitTrack) -> Result<Vec<u8>, BoxError> {
    let config = config_box(&track.config)?;
    let kind = match track.config {
        CodecConfig::Avc(_) => b"avc1",
        CodecConfig::AvcInBand(_) => b"avc3",
        CodecConfig::Hevc(_) => b"hvc1",
        CodecConfig::Vp9(_) => b"vp09",
        CodecConfig::Av1(_) => b"av01",
        CodecConfig::Aac(_) => b"mp4a",
        CodecConfig::Opus(_) => b"Opus",
    };
    let mut writer = BoxWriter::default();
    match track.media {
        InitMedia::Video { width, height, pixel_aspect, colour } => {
            let narrow = |side| u16::try_from(side).map_err(|_wide| BoxError::Wrong("a picture is too large for MP4"));
            let (width, height) = (narrow(width)?, narrow(height)?);
            writer.boxed(kind, |entry| {
                entry.zeros(6).u16(1).zeros(16).u16(width).u16(height);
                entry.u32(0x48_0000).u32(0x48_0000).u32(0).u16(1).zeros(32).u16(24).u16(u16::MAX);
                entry.raw(&config);
                entry.boxed(b"pasp", |pasp| {
                    pasp.u32(pixel_aspect.0).u32(pixel_aspect.1);
                });
                if let Some(colour) = colour {
                    entry.boxed(b"colr", |colr| {
                        colr.raw(b"nclx").u16(colour.primaries).u16(colour.transfer).u16(colour.matrix);
                        colr.u8(u8::from(colour.full_range) << 7);
                    });
                }
            });
        }
        InitMedia::Audio { sample_rate, channels } => writer.boxed(kind, |entry| {
            entry.zeros(6).u16(1).zeros(8).u16(u16::try_from(channels).unwrap_or(2)).u16(16).zeros(4);
            // 16.16; rates that do not fit are told by the codec's own configuration.
            entry.u32(u16::try_from(sample_rate).map_or(0, |rate| u32::from(rate) << 16));
            entry.raw(&config);
        }),
    }
    Ok(writer.into_bytes())
}

fn config_box(config: &CodecConfig) -> Result<Vec<u8>, BoxError> {
    let mut writer = BoxWriter::default();
    match config {
        CodecConfig::Avc(record) | CodecConfig::AvcInBand(record) => writer.boxed(b"avcC", |body| {
            body.raw(record);
        }),
        CodecConfig::Hevc(record) => writer.boxed(b"hvcC", |body| {
            body.raw(record);
        }),
        CodecConfig::Av1(record) => writer.boxed(b"av1C", |body| {
            body.raw(record);
        }),
        CodecConfig::Vp9(vp9) => writer.full(b"vpcC", 1, 0, |body| {
            body.u8(vp9.profile).u8(vp9.level).u8(vp9.bit_depth << 4 | vp9.chroma << 1);
            // Colour is said in `colr`, here left unspecified.
            body.u8(2).u8(2).u8(2).u16(0);
        }),
        CodecConfig::Aac(config) => write_esds(&mut writer, config)?,
        CodecConfig::Opus(head) => write_dops(&mut writer, head)?,
    }
    Ok(writer.into_bytes())
}

fn write_esds(writer: &mut BoxWriter, config: &[u8]) -> Result<(), BoxError> {
    // One byte of length per descriptor is enough for every real configuration.
    let length = u8::try_from(config.len()).ok().filter(|length| *length <= 64);
    let length = length.ok_or(BoxError::Wrong("an AudioSpecificConfig is too long"))?;
    writer.full(b"esds", 0, 0, |esds| {
        esds.u8(3).u8(3 + 2 + 13 + 2 + length + 3).u16(1).u8(0);
        // MPEG-4 audio, an audio stream, rates unknown.
        esds.u8(4).u8(13 + 2 + length).u8(0x40).u8(0x15).zeros(3).u32(0).u32(0);
        esds.u8(5).u8(length).raw(config);
        esds.u8(6).u8(1).u8(2);
    });
    Ok(())
}

fn write_dops(writer: &mut BoxWriter, head: &[u8]) -> Result<(), BoxError> {
    let mut cursor = Cursor::new(head);
    let [_version, channels] = cursor.array()?;
    let pre_skip = u16::from_le_bytes(cursor.array()?);
    let rate = u32::from_le_bytes(cursor.array()?);
    let gain = u16::from_le_bytes(cursor.array()?);
    let [family] = cursor.array()?;
    let mapping = if family == 0 { &[][..] } else { cursor.take(2 + usize::from(channels))? };
    writer.boxed(b"dOps", |body| {
        body.u8(0).u8(channels).u16(pre_skip).u32(rate).u16(gain).u8(family).raw(mapping);
    });
    Ok(())
}

/// What a reader of an init segment learns, as far as it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InitFacts {
    pub timescale: u32,
    pub sample_entry: [u8; 4],
}

/// Reads an init segment of one track.
pub fn read_init(bytes: &[u8]) -> Result<InitFacts, BoxError> {
    let mut kinds = Vec::new();
    for found in children(bytes) {
        kinds.push(found?.kind);
    }
    if kinds != [*b"ftyp", *b"moov"] {
        return Err(BoxError::Wrong("an init segment is one ftyp and one moov"));
    }
    let moov = child(bytes, b"moov", "moov")?;
    child(moov, b"mvex", "mvex")?;
    let mdia = child(child(moov, b"trak", "trak")?, b"mdia", "mdia")?;
    let mut mdhd = Cursor::new(child(mdia, b"mdhd", "mdhd")?);
    mdhd.take(12)?;
    let timescale = mdhd.u32()?;
    let stbl = child(child(mdia, b"minf", "minf")?, b"stbl", "stbl")?;
    let mut stsd = Cursor::new(child(stbl, b"stsd", "stsd")?);
    stsd.version_flags()?;
    if stsd.u32()? != 1 || timescale == 0 {
        return Err(BoxError::Wrong("an init segment has one sample entry and a timescale"));
    }
    let size = stsd.u32()? as usize;
    let sample_entry = stsd.array()?;
    stsd.take(size.checked_sub(8).ok_or(BoxError::Short)?)?;
    Ok(InitFacts { timescale, sample_entry })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_codec_writes_an_init_segment_that_reads_back() {
        let video = InitMedia::Video { width: 640, height: 360, pixel_aspect: (1, 1), colour: None };
        let audio = InitMedia::Audio { sample_rate: 48_000, channels: 2 };
        let head = vec![1, 2, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0];
        let cases = [
            (CodecConfig::Avc(vec![1, 100, 0, 31, 255]), &video, *b"avc1"),
            (CodecConfig::AvcInBand(vec![1, 100, 0, 31, 255]), &video, *b"avc3"),
            (CodecConfig::Hevc(vec![1; 23]), &video, *b"hvc1"),
            (CodecConfig::Av1(vec![0x81, 8, 12, 0]), &video, *b"av01"),
            (CodecConfig::Aac(vec![0x11, 0x90]), &audio, *b"mp4a"),
            (CodecConfig::Opus(head), &audio, *b"Opus"),
        ];
        for (config, media, sample_entry) in cases {
            let bytes = write_init(&InitTrack { timescale: 24_000, config, media: media.clone() }).unwrap();
            assert_eq!(read_init(&bytes), Ok(InitFacts { timescale: 24_000, sample_entry }));
            for length in 0..bytes.len() {
                assert!(read_init(&bytes[..length]).is_err(), "{length}");
            }
        }
    }

    #[test]
    fn configurations_that_break_off_are_refused() {
        let audio = InitMedia::Audio { sample_rate: 48_000, channels: 2 };
        for config in [CodecConfig::Opus(vec![1, 2, 3]), CodecConfig::Aac(vec![0; 65])] {
            assert!(write_init(&InitTrack { timescale: 48_000, config, media: audio.clone() }).is_err());
        }
    }
}

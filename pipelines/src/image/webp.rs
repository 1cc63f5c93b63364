//! WebP: the RIFF chunks (RFC 9649), lossy, lossless or extended.

use super::{ImageFacts, ImageFormat, Reader, damaged, exif, refusal, size};
use crate::report::{Failure, FailureCode};
use crate::spec::Orientation;

const ANIMATION: u8 = 0x02;

pub(super) fn read(bytes: &[u8]) -> Result<ImageFacts, Failure> {
    let mut reader = Reader(bytes);
    reader.take(4)?;
    let length = size(reader.u32_le()?)?;
    let mut chunks = Reader(reader.take(length)?);
    chunks.take(4)?;
    let (mut picture, mut canvas, mut orientation) = (None, None, Orientation::Upright);
    while !chunks.0.is_empty() {
        let kind: [u8; 4] = chunks.array()?;
        let length = size(chunks.u32_le()?)?;
        let body = chunks.take(length)?;
        // The last chunk's padding is often forgotten.
        let _padding = chunks.take(length % 2);
        match &kind {
            b"VP8X" => canvas = Some(extended(body)?),
            b"VP8 " => picture = Some(lossy(body)?),
            b"VP8L" => picture = Some(lossless(body)?),
            b"EXIF" => orientation = exif::orientation(body.strip_prefix(b"Exif\0\0").unwrap_or(body)),
            b"ANIM" | b"ANMF" => return Err(animated()),
            _ => {}
        }
    }
    let (width, height) = picture.filter(|size| canvas.is_none_or(|canvas| canvas == *size)).ok_or_else(damaged)?;
    Ok(ImageFacts { format: ImageFormat::WebP, width, height, orientation })
}

fn animated() -> Failure {
    refusal(FailureCode::UnsupportedImage, "animated images are not taken")
}

fn extended(body: &[u8]) -> Result<(u32, u32), Failure> {
    let mut fields = Reader(body);
    let [flags, ..]: [u8; 4] = fields.array()?;
    if flags & ANIMATION != 0 {
        return Err(animated());
    }
    let mut side = || {
        let [low, middle, high] = fields.array()?;
        Ok::<u32, Failure>(u32::from_le_bytes([low, middle, high, 0]) + 1)
    };
    Ok((side()?, side()?))
}

/// A key frame of VP8 (RFC 6386, section 9.1).
fn lossy(body: &[u8]) -> Result<(u32, u32), Failure> {
    let mut fields = Reader(body);
    fields.take(3)?;
    if fields.array()? != [0x9d, 0x01, 0x2a] {
        return Err(damaged());
    }
    let mut side = || Ok::<u32, Failure>(u32::from(u16::from_le_bytes(fields.array()?) & 0x3fff));
    Ok((side()?, side()?))
}

fn lossless(body: &[u8]) -> Result<(u32, u32), Failure> {
    let mut fields = Reader(body);
    if fields.array()? != [0x2f] {
        return Err(damaged());
    }
    let bits = fields.u32_le()?;
    Ok(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
}

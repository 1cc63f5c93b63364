//! What an uploaded image is, from its header alone: in safe Rust, before any decoder sees it.
//!
//! An image of a few hundred bytes can claim a hundred gigapixels, so size is checked here; so is that the file is whole,
//! for decoders fill in what is missing with grey. Formats: JPEG (ITU-T T.81), PNG (RFC 2083), WebP (RFC 9649); how it
//! stands comes from EXIF (orientation, tag 0x0112).

mod exif;
mod jpeg;
mod png;
mod webp;

use crate::report::{Failure, FailureCode};
use crate::spec::Orientation;

/// What an image may have at most: photographs of today's telephones fit.
pub const MAX_IMAGE_PIXELS: u64 = 64_000_000;
pub const MAX_IMAGE_SIDE: u32 = 16_384;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    Jpeg,
    Png,
    WebP,
}

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageFacts {
    pub format: ImageFormat,
    /// As stored, before it is turned.
    pub width: u32,
    pub height: u32,
    pub orientation: Orientation,
}

/// Reads the header of a whole file; an error has one of the image codes.
pub fn inspect(bytes: &[u8]) -> Result<ImageFacts, Failure> {
    let found = match bytes {
        [0xff, 0xd8, 0xff, ..] => jpeg::read(bytes),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', rest @ ..] => png::read(rest),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp::read(bytes),
        _ => Err(refusal(FailureCode::UnsupportedImage, "the file is no JPEG, PNG or WebP image")),
    };
    found.and_then(within_limits)
}

fn within_limits(facts: ImageFacts) -> Result<ImageFacts, Failure> {
    let (width, height) = (facts.width, facts.height);
    if width == 0 || height == 0 {
        return Err(damaged());
    }
    if width.max(height) > MAX_IMAGE_SIDE || u64::from(width) * u64::from(height) > MAX_IMAGE_PIXELS {
        let sentence = format!("the image has {width} x {height} pixels, more than this server takes");
        return Err(refusal(FailureCode::LimitImage, sentence));
    }
    Ok(facts)
}

fn refusal(code: FailureCode, detail: impl Into<String>) -> Failure {
    Failure { code, detail: detail.into() }
}

fn damaged() -> Failure {
    refusal(FailureCode::CorruptImage, "the image is damaged or incomplete")
}

/// Takes bytes off the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Failure> {
        let (head, rest) = self.0.split_at_checked(count).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Failure> {
        self.take(N)?.try_into().map_err(|_short| damaged())
    }

    fn u16(&mut self) -> Result<u16, Failure> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    fn u32(&mut self) -> Result<u32, Failure> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    fn u32_le(&mut self) -> Result<u32, Failure> {
        Ok(u32::from_le_bytes(self.array()?))
    }
}

fn size(value: u32) -> Result<usize, Failure> {
    usize::try_from(value).map_err(|_huge| damaged())
}

#[cfg(test)]
mod tests;

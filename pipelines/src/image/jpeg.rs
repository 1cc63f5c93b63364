//! JPEG: markers up to the first scan, and an end behind it.

use super::{ImageFacts, ImageFormat, Reader, damaged, exif, refusal};
use crate::report::{Failure, FailureCode};
use crate::spec::Orientation;

pub(super) fn read(bytes: &[u8]) -> Result<ImageFacts, Failure> {
    let mut reader = Reader(bytes);
    reader.take(2)?;
    let mut orientation = Orientation::Upright;
    let mut frame = None;
    loop {
        let marker = marker(&mut reader)?;
        let length = usize::from(reader.u16()?);
        let body = reader.take(length.checked_sub(2).ok_or_else(damaged)?)?;
        match marker {
            0xc0..=0xc2 => {
                let mut fields = Reader(body);
                fields.take(1)?;
                frame = Some((fields.u16()?, fields.u16()?));
            }
            // Lossless, hierarchical or arithmetic coding: nobody's photographs.
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Err(refusal(FailureCode::UnsupportedImage, "JPEGs of this kind are not taken"));
            }
            0xe1 => {
                if let Some(tiff) = body.strip_prefix(b"Exif\0\0") {
                    orientation = exif::orientation(tiff);
                }
            }
            0xda => break,
            _ => {}
        }
    }
    // Within scans a 0xff of the data is followed by a zero: this pair can only be the end of the image.
    let has_end = reader.0.windows(2).any(|pair| pair == [0xff, 0xd9]);
    let (height, width) = frame.filter(|_| has_end).ok_or_else(damaged)?;
    Ok(ImageFacts { format: ImageFormat::Jpeg, width: width.into(), height: height.into(), orientation })
}

/// The next marker with a body; it may be preceded by padding.
fn marker(reader: &mut Reader<'_>) -> Result<u8, Failure> {
    if reader.array()? != [0xff] {
        return Err(damaged());
    }
    loop {
        match reader.array()? {
            [0xff] => {}
            // Neither starts, ends nor restarts belong here.
            [0x00 | 0x01 | 0xd0..=0xd9] => return Err(damaged()),
            [marker] => return Ok(marker),
        }
    }
}

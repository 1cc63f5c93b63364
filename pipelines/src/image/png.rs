//! PNG: its first chunk, and every chunk up to the last.

use super::{ImageFacts, ImageFormat, Reader, damaged, exif, refusal, size};
use crate::report::{Failure, FailureCode};
use crate::spec::Orientation;

pub(super) fn read(chunks: &[u8]) -> Result<ImageFacts, Failure> {
    let mut reader = Reader(chunks);
    let (mut header, mut orientation, mut has_data) = (None, Orientation::Upright, false);
    loop {
        let length = size(reader.u32()?)?;
        let kind: [u8; 4] = reader.array()?;
        let body = reader.take(length)?;
        let _checksum: [u8; 4] = reader.array()?;
        match (&kind, header) {
            (b"IHDR", None) => {
                let mut fields = Reader(body);
                header = Some((fields.u32()?, fields.u32()?));
            }
            (_, None) | (b"IHDR", Some(_)) => return Err(damaged()),
            (b"acTL", _) => return Err(refusal(FailureCode::UnsupportedImage, "animated images are not taken")),
            (b"eXIf", _) => orientation = exif::orientation(body),
            (b"IDAT", _) => has_data = true,
            (b"IEND", Some((width, height))) if has_data => {
                return Ok(ImageFacts { format: ImageFormat::Png, width, height, orientation });
            }
            (b"IEND", _) => return Err(damaged()),
            _ => {}
        }
    }
}

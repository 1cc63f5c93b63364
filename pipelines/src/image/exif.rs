//! One value of EXIF: how the picture stands.

use crate::spec::Orientation;

/// Tag of the orientation in the first directory (TIFF 6.0, section 8; values as in EXIF 2.32).
const ORIENTATION: u16 = 0x0112;

/// Orientation out of a TIFF structure; upright when it says nothing that makes sense.
pub(super) fn orientation(tiff: &[u8]) -> Orientation {
    find(tiff).unwrap_or_default()
}

fn find(tiff: &[u8]) -> Option<Orientation> {
    let big = match tiff.get(..4)? {
        b"II*\0" => false,
        b"MM\0*" => true,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let offset: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let offset = if big { u32::from_be_bytes(offset) } else { u32::from_le_bytes(offset) };
    let directory = usize::try_from(offset).ok()?;
    let count = usize::from(u16_at(directory)?);
    let entries = (0..count).map(|index| directory + 2 + index * 12);
    let entry = entries.take_while(|at| *at < tiff.len()).find(|at| u16_at(*at) == Some(ORIENTATION))?;
    Some(match u16_at(entry + 8)? {
        2 => Orientation::Mirror,
        3 => Orientation::Rotate180,
        4 => Orientation::MirrorRotate180,
        5 => Orientation::MirrorRotate90,
        6 => Orientation::Rotate90,
        7 => Orientation::MirrorRotate270,
        8 => Orientation::Rotate270,
        _ => Orientation::Upright,
    })
}

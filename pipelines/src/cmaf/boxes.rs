//! Boxes of ISO base media, written and read.
//!
//! The reader trusts nothing: every length is checked against what is there, and a short read is an error, never a
//! panic. It sees only fragments and init segments of our own making, yet those come out of a sandbox.

use thiserror::Error;

/// Why bytes are not the boxes that they should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BoxError {
    #[error("a box ends before its fields do")]
    Short,
    #[error("a box is longer than what holds it")]
    Overrun,
    #[error("box {0} is missing")]
    Missing(&'static str),
    #[error("{0}")]
    Wrong(&'static str),
}

/// Appends boxes; a box's size is filled in when it is closed.
#[derive(Debug, Default)]
pub(crate) struct BoxWriter {
    bytes: Vec<u8>,
}

impl BoxWriter {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { bytes: Vec::with_capacity(capacity) }
    }

    pub(crate) fn boxed(&mut self, kind: &[u8; 4], fill: impl FnOnce(&mut Self)) {
        let at = self.bytes.len();
        self.u32(0).raw(kind);
        fill(self);
        // Callers bound what they put in a box far below 4 GiB.
        let size = u32::try_from(self.bytes.len() - at).unwrap_or(u32::MAX);
        self.patch(at, size);
    }

    pub(crate) fn full(&mut self, kind: &[u8; 4], version: u8, flags: u32, fill: impl FnOnce(&mut Self)) {
        self.boxed(kind, |inner| {
            inner.u32(u32::from(version) << 24 | flags & 0x00ff_ffff);
            fill(inner);
        });
    }

    /// Overwrites four bytes written before.
    pub(crate) fn patch(&mut self, at: usize, value: u32) {
        if let Some(slot) = self.bytes.get_mut(at..at + 4) {
            slot.copy_from_slice(&value.to_be_bytes());
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    pub(crate) fn zeros(&mut self, count: usize) -> &mut Self {
        self.bytes.resize(self.bytes.len() + count, 0);
        self
    }

    pub(crate) fn u8(&mut self, value: u8) -> &mut Self {
        self.raw(&[value])
    }

    pub(crate) fn u16(&mut self, value: u16) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    pub(crate) fn u32(&mut self, value: u32) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    pub(crate) fn u64(&mut self, value: u64) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// One box as it lies in its parent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Boxed<'a> {
    pub(crate) kind: [u8; 4],
    pub(crate) body: &'a [u8],
    /// Bytes of header before the body.
    pub(crate) header: usize,
}

/// The boxes of `bytes`, one after the other.
pub(crate) fn children(bytes: &[u8]) -> Children<'_> {
    Children { rest: bytes }
}

pub(crate) struct Children<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Children<'a> {
    type Item = Result<Boxed<'a>, BoxError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let found = split_box(self.rest);
        self.rest = match &found {
            Ok((_, rest)) => rest,
            Err(_) => &[],
        };
        Some(found.map(|(boxed, _)| boxed))
    }
}

fn split_box(bytes: &[u8]) -> Result<(Boxed<'_>, &[u8]), BoxError> {
    let mut cursor = Cursor::new(bytes);
    let short = cursor.u32()?;
    let kind = cursor.array::<4>()?;
    let (header, size) = match short {
        1 => (16, usize::try_from(cursor.u64()?).unwrap_or(usize::MAX)),
        size => (8, usize::try_from(size).unwrap_or(usize::MAX)),
    };
    if size < header {
        return Err(BoxError::Short);
    }
    let body = bytes.get(header..size).ok_or(BoxError::Overrun)?;
    Ok((Boxed { kind, body, header }, bytes.get(size..).unwrap_or_default()))
}

/// The only child of that kind.
pub(crate) fn child<'a>(bytes: &'a [u8], kind: &[u8; 4], name: &'static str) -> Result<&'a [u8], BoxError> {
    for found in children(bytes) {
        let found = found?;
        if &found.kind == kind {
            return Ok(found.body);
        }
    }
    Err(BoxError::Missing(name))
}

/// Reads fields off the front of a box.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], BoxError> {
        let (head, rest) = self.rest.split_at_checked(count).ok_or(BoxError::Short)?;
        self.rest = rest;
        Ok(head)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], BoxError> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(BoxError::Short)?;
        self.rest = rest;
        Ok(*head)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, BoxError> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, BoxError> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, BoxError> {
        self.array().map(u64::from_be_bytes)
    }

    /// Version and flags of a full box.
    pub(crate) fn version_flags(&mut self) -> Result<(u8, u32), BoxError> {
        let word = self.u32()?;
        Ok(((word >> 24) as u8, word & 0x00ff_ffff))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_nest_and_read_back() {
        let mut writer = BoxWriter::default();
        writer.boxed(b"moof", |moof| {
            moof.full(b"mfhd", 1, 0xabcdef, |mfhd| {
                mfhd.u32(7);
            });
        });
        let bytes = writer.into_bytes();
        let moof = child(&bytes, b"moof", "moof").unwrap();
        let mut mfhd = Cursor::new(child(moof, b"mfhd", "mfhd").unwrap());
        assert_eq!(mfhd.version_flags().unwrap(), (1, 0xabcdef));
        assert_eq!(mfhd.u32().unwrap(), 7);
        assert!(mfhd.is_empty());
    }

    #[test]
    fn lying_sizes_are_errors() {
        for bytes in
            [&b"\0\0\0\x20moof"[..], b"\0\0\0\x04moof", b"\0\0\0", b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff"]
        {
            assert!(children(bytes).any(|found| found.is_err()), "{bytes:?}");
        }
    }
}

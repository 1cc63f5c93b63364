//! Anonymous memory as descriptors: inputs on the way in, sealed products on the way out.

use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};

use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, fstat, memfd_create};
use rustix::io::{pread, pwrite, retry_on_intr};

/// Neither size nor content can change any more.
const SEALED: SealFlags = SealFlags::SHRINK.union(SealFlags::GROW).union(SealFlags::WRITE);

/// A descriptor that reads these bytes.
pub fn memfd_from(bytes: &[u8]) -> io::Result<OwnedFd> {
    let descriptor = memfd_create("playhouse", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    let mut written = 0;
    while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
        written += retry_on_intr(|| pwrite(&descriptor, rest, written as u64))?;
    }
    fcntl_add_seals(&descriptor, SEALED.union(SealFlags::SEAL))?;
    Ok(descriptor)
}

/// Reads memory that a worker has sealed; refuses what is open to change, or not as long as announced.
pub(crate) fn read_sealed(descriptor: BorrowedFd<'_>, length: u64, limit: u64) -> io::Result<Vec<u8>> {
    let wrong = |sentence| io::Error::new(io::ErrorKind::InvalidData, sentence);
    if length > limit {
        return Err(wrong("a product is larger than allowed"));
    }
    // Descriptors that are no such memory have no seals at all.
    if !fcntl_get_seals(descriptor).is_ok_and(|seals| seals.contains(SEALED)) {
        return Err(wrong("a product is not sealed"));
    }
    if u64::try_from(fstat(descriptor)?.st_size).ok() != Some(length) {
        return Err(wrong("a product is not as long as announced"));
    }
    let mut bytes = vec![0; usize::try_from(length).map_err(|_huge| wrong("a product is too large"))?];
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match retry_on_intr(|| pread(descriptor, &mut *rest, filled as u64))? {
            0 => return Err(wrong("a product ends early")),
            count => filled += count,
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsFd;

    #[test]
    fn sealed_bytes_come_back() {
        let descriptor = memfd_from(b"some bytes").unwrap();
        assert_eq!(read_sealed(descriptor.as_fd(), 10, 10).unwrap(), b"some bytes");
        assert!(read_sealed(descriptor.as_fd(), 9, 10).is_err(), "another length");
        assert!(read_sealed(descriptor.as_fd(), 10, 9).is_err(), "too large");
        assert!(pwrite(&descriptor, b"x", 0).is_err(), "sealed");
    }

    #[test]
    fn what_can_still_change_is_refused() {
        let open = memfd_create("open", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING).unwrap();
        pwrite(&open, b"12", 0).unwrap();
        assert!(read_sealed(open.as_fd(), 2, 10).is_err());
        let file = tempfile::tempfile().unwrap();
        assert!(read_sealed(file.as_fd(), 0, 10).is_err());
    }
}

//! How the server's allocator gives memory back.

/// From this size on, a block is a mapping of its own, which the kernel has back when it is freed. Above the batches in which
/// uploads are written, below most segments.
const OWN_MAPPING_BYTES: libc::c_int = 288 << 10;

/// Fixes the size from which blocks are mappings of their own; to be called before threads are started.
///
/// Left alone, glibc raises that size to the largest block that was ever freed (`mallopt(3)`), and the segments that come and go
/// through the cache tear holes into its heaps: 2,000 viewers then take 100 MiB more (figures in `benches/README.md`).
pub fn give_back_large_blocks() {
    // SAFETY: an allocator's parameter is set; nothing is read or written through the call.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, OWN_MAPPING_BYTES);
    }
}

//! What the integration tests share: the real server as a process, people who use it, and tools that look at its media.
//!
//! Each test starts a [`Server`] of its own in a folder of its own, so tests run side by side and know nothing of each other.

pub mod dash;
pub mod disk;
pub mod hls;
pub mod http;
pub mod media;
pub mod mpd;
pub mod nginx;
pub mod person;
pub mod process;
pub mod server;
pub mod smtp;
pub mod socket;
pub mod tus;

use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::time::Instant;

pub use person::Person;
pub use server::Server;

/// How often [`poll_until`] looks.
const LOOK: Duration = Duration::from_millis(20);

/// Looks again and again until there is an answer; the one place where tests wait for time to pass.
pub async fn poll_until<T>(what: &str, deadline: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(started.elapsed() < deadline, "{what}: not within {deadline:?}");
        tokio::time::sleep(LOOK).await;
    }
}

/// Lower-case hex of SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The same noise for the same seed (xorshift64*).
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        bytes.extend_from_slice(&state.wrapping_mul(0x2545_F491_4F6C_DD1D).to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// Whether something is in these bytes.
pub fn has(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// Regular files below a folder, however deep.
pub fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files_below(&entry.path())),
            _ => found.push(entry.path()),
        }
    }
    found
}

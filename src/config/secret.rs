//! The server's secret: where it comes from, and the keys that are derived from it.

use std::fmt;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use hmac::{Hmac, Mac};
use rand::RngCore;
use sha2::Sha256;

/// Key material that is never printed.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl Secret {
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text.into_bytes())
    }

    /// Reads the secret of a data folder; makes it at first start, readable by the owner alone.
    pub fn of_folder(folder: &Path) -> io::Result<Self> {
        let path = folder.join("secret");
        match std::fs::read(&path) {
            Ok(bytes) => return Ok(Self(bytes.trim_ascii().to_vec())),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(_) => {}
        }
        std::fs::create_dir_all(folder)?;
        let mut random = [0_u8; 32];
        rand::rng().fill_bytes(&mut random);
        let text: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let temporary = folder.join("secret.new");
        let mut file =
            std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(temporary, path)?;
        std::fs::File::open(folder)?.sync_all()?;
        Ok(Self(text.into_bytes()))
    }

    /// Whether it is long enough to be one.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        self.0.len() >= 32
    }

    /// A key for one purpose: HMAC-SHA256 of the purpose, so that no key tells of another.
    #[must_use]
    pub fn key(&self, purpose: &str) -> [u8; 32] {
        mac(&self.0, purpose.as_bytes())
    }
}

/// Appends bytes in lower-case hex.
pub fn write_hex(text: &mut String, bytes: &[u8]) {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
}

/// HMAC-SHA256 with one key, for many messages: the key is worked in once.
#[derive(Clone)]
pub struct MacOf(Hmac<Sha256>);

impl MacOf {
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        // A key shorter than a block is filled with zeros (RFC 2104, 2): it cannot have the wrong length.
        let mut block = [0; 64];
        block.iter_mut().zip(key).for_each(|(place, byte)| *place = *byte);
        Self(Hmac::new(&block.into()))
    }

    #[must_use]
    pub fn of(&self, message: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(message);
        mac.finalize().into_bytes().into()
    }
}

/// HMAC-SHA256 (RFC 2104).
#[must_use]
pub fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length: `new_from_slice` cannot fail for it.
    Hmac::<Sha256>::new_from_slice(key).map_or([0; 32], |mut mac| {
        mac.update(message);
        mac.finalize().into_bytes().into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_worked_in_once_makes_the_same_codes() {
        let key = Secret::new("x".repeat(32)).key("a");
        assert_eq!(MacOf::new(&key).of(b"message"), mac(&key, b"message"));
        let mut text = String::new();
        write_hex(&mut text, &[0, 0x1f, 0xab]);
        assert_eq!(text, "001fab");
    }

    #[test]
    fn a_folder_keeps_its_secret_and_hides_it() {
        let folder = std::env::temp_dir().join(format!("playhouse-secret-{}", std::process::id()));
        let first = Secret::of_folder(&folder).unwrap();
        let second = Secret::of_folder(&folder).unwrap();
        assert!(first.is_strong());
        assert_eq!(first.key("a"), second.key("a"));
        assert_ne!(first.key("a"), first.key("b"));
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(folder.join("secret")).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        std::fs::remove_dir_all(folder).unwrap();
    }
}

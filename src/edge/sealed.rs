//! Secrets that the server must read again: encrypted before they are stored (XChaCha20-Poly1305, draft-irtf-cfrg-xchacha).
//!
//! The key is derived from the server's secret, which is not in the database; the context (whose secret it is) is
//! authenticated, so that a sealed secret opens nothing in another row.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use rand::RngCore;

/// Says how what follows was made.
const VERSION: &str = "v1.";
/// Long enough to be random: no counter is kept.
const NONCE_BYTES: usize = 24;

pub struct Sealer(XChaCha20Poly1305);

impl Sealer {
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(&key.into()))
    }

    /// `None` only for secrets of many gigabytes.
    #[must_use]
    pub fn seal(&self, secret: &[u8], context: &str) -> Option<String> {
        let mut nonce = [0_u8; NONCE_BYTES];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload { msg: secret, aad: context.as_bytes() };
        let hidden = self.0.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(format!("{VERSION}{}", URL_SAFE_NO_PAD.encode([&nonce[..], &hidden].concat())))
    }

    /// `None` when it was sealed with another key, for another context, or changed since.
    #[must_use]
    pub fn open(&self, sealed: &str, context: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed.strip_prefix(VERSION)?).ok()?;
        let (nonce, hidden) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: hidden, aad: context.as_bytes() };
        self.0.decrypt(&XNonce::from(*nonce), payload).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_its_key_in_its_place_and_unchanged() {
        let sealer = Sealer::new([7; 32]);
        let sealed = sealer.seal(b"secret", "ada").unwrap();
        assert_eq!(sealer.open(&sealed, "ada").as_deref(), Some(&b"secret"[..]));
        assert_ne!(sealer.seal(b"secret", "ada").unwrap(), sealed, "a nonce was used twice");
        assert_eq!(sealer.open(&sealed, "bob"), None);
        assert_eq!(Sealer::new([8; 32]).open(&sealed, "ada"), None);
        let mut bytes = URL_SAFE_NO_PAD.decode(sealed.strip_prefix(VERSION).unwrap()).unwrap();
        for place in 0..bytes.len() {
            bytes[place] ^= 1;
            assert_eq!(sealer.open(&format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(&bytes)), "ada"), None, "{place}");
            bytes[place] ^= 1;
        }
        for wrong in ["", "v1.", "v1.AAAA", &sealed[3..]] {
            assert_eq!(sealer.open(wrong, "ada"), None, "{wrong}");
        }
    }
}

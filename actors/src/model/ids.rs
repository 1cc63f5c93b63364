//! Identities: opaque to everybody, made here and nowhere else, safe in a path and in a URL.

use std::fmt;

use rand::Rng;
use serde::{Deserialize, Serialize};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A random word of `length` letters and digits: 5.95 bits each.
fn random_word(length: usize) -> String {
    let mut random = rand::rng();
    (0..length)
        .filter_map(|_| ALPHABET.get(random.random_range(0..ALPHABET.len())))
        .map(|byte| char::from(*byte))
        .collect()
}

/// Whether `text` could be one of our ids: what comes from outside never becomes a path otherwise.
fn is_word(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            #[must_use]
            pub fn random() -> Self {
                Self(random_word($length))
            }

            /// An id that came from outside; `None` when it cannot be one of ours.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                is_word(text).then(|| Self(text.to_owned()))
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

id_type!(
    /// A video; short, as people share it: 12 letters, 71 bits.
    VideoId, 12
);
id_type!(
    /// An upload; knowing it is not enough to use it, but it is not guessable either.
    UploadId, 24
);
id_type!(
    /// A person's account.
    UserId, 16
);
id_type!(
    /// One signed-in device: the family of its refresh tokens.
    SessionId, 24
);
id_type!(
    /// A picture of a person: another one has another, so that its URL never changes its meaning.
    PictureId, 16
);
id_type!(
    /// A program's key: what it is called by, not what it opens with.
    ApiKeyId, 16
);

id_type!(
    /// A comment.
    CommentId, 16
);
id_type!(
    /// Somebody's word that a comment is not as it should be.
    ReportId, 16
);
id_type!(
    /// Videos in an order that somebody has made; unlisted ones are found by it.
    PlaylistId, 16
);
id_type!(
    /// Something that a person is told of.
    NotificationId, 16
);
id_type!(
    /// An entry of the audit log.
    AuditId, 16
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_ids_differ_and_parse() {
        let (first, second) = (VideoId::random(), VideoId::random());
        assert_ne!(first, second);
        assert_eq!(VideoId::parse(first.as_str()), Some(first));
    }

    #[test]
    fn a_path_is_no_id() {
        for text in ["", "..", "a/b", "..%2fetc", "a.b", "a\0b", &"x".repeat(65)] {
            assert_eq!(UploadId::parse(text), None, "{text:?}");
        }
    }
}

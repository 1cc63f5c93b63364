//! URLs of media: the scope in the path says who may read.
//!
//! `/media/public/<video>/<version>/…` for public and unlisted videos: clean, cacheable for ever. `/media/<expiry>-<mac>/…` for
//! private ones: the scope is an HMAC over video and expiry, and since it is a part of the path, everything that a
//! playlist names relative to itself carries it too, without headers or cookies.

use std::time::Duration;

use playhouse_actors::model::{Timestamp, Video, VideoId, Visibility};
use subtle::ConstantTimeEq;

use crate::config::{MacOf, Secret, write_hex};

const PUBLIC: &str = "public";
/// Bytes of the HMAC that a scope carries.
const MAC_BYTES: usize = 16;
/// How long a signed URL is good for.
const SIGNED_LIFETIME: Duration = Duration::from_secs(6 * 3600);

pub struct MediaUrls {
    public_url: String,
    /// Keyed, and fed with nothing yet.
    mac: MacOf,
}

/// What a request for media may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Public,
    /// Until this second since 1970.
    Signed {
        expires: i64,
    },
}

impl Scope {
    #[must_use]
    pub fn is_open(self, now: Timestamp) -> bool {
        match self {
            Self::Public => true,
            Self::Signed { expires } => expires > now.seconds(),
        }
    }
}

impl MediaUrls {
    #[must_use]
    pub fn new(public_url: String, secret: &Secret) -> Self {
        Self { public_url, mac: MacOf::new(&secret.key("media url")) }
    }

    /// The prefix of a video's media, and when it ends.
    #[must_use]
    pub fn prefix(&self, video: &Video) -> (String, Option<Timestamp>) {
        let (scope, expires) = match video.visibility {
            Visibility::Public | Visibility::Unlisted => (PUBLIC.to_owned(), None),
            Visibility::Private => {
                let expires = Timestamp::now().plus(SIGNED_LIFETIME);
                (self.sign(&video.id, expires.seconds()), Some(expires))
            }
        };
        (format!("{}/media/{scope}/{}/{}", self.public_url, video.id, video.media_version), expires)
    }

    fn sign(&self, video: &VideoId, expires: i64) -> String {
        let code = self.mac.of(format!("{video} {expires}").as_bytes());
        let mut text = format!("{expires}-");
        write_hex(&mut text, code.get(..MAC_BYTES).unwrap_or_default());
        text
    }

    /// What the scope of a path allows for this video; `None` when it is forged or over.
    #[must_use]
    pub fn scope(&self, scope: &str, video: &VideoId, now: Timestamp) -> Option<Scope> {
        if scope == PUBLIC {
            return Some(Scope::Public);
        }
        let expires: i64 = scope.split_once('-')?.0.parse().ok()?;
        let expected = self.sign(video, expires);
        let is_ours = bool::from(expected.as_bytes().ct_eq(scope.as_bytes()));
        Some(Scope::Signed { expires }).filter(|scope| is_ours && scope.is_open(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_scope_is_bound_to_its_video_and_time() {
        let urls = MediaUrls::new("http://host".into(), &Secret::new("x".repeat(32)));
        let (video, other) = (VideoId::random(), VideoId::random());
        let now = Timestamp::now();
        let expires = now.seconds() + 60;
        let scope = urls.sign(&video, expires);
        assert_eq!(urls.scope(&scope, &video, now), Some(Scope::Signed { expires }));
        assert_eq!(urls.scope(&scope, &other, now), None);
        assert_eq!(urls.scope(&scope, &video, now.plus(Duration::from_secs(61))), None);
        assert_eq!(urls.scope(&scope.replacen('1', "2", 1), &video, now), None);
        for forged in ["", "-", "9999999999-", "PUBLIC", "99999999999999999999-00"] {
            assert_eq!(urls.scope(forged, &video, now), None, "{forged}");
        }
    }
}

//! URLs of media: the scope in the path says who may read.
//!
//! `/media/public/<video>/<version>/…` for public and unlisted videos: clean, cacheable for ever. `/media/<expiry>-<mac>/…` for
//! private ones: the scope is an HMAC over video and expiry, and since it is a part of the path, everything that a
//! playlist names relative to itself carries it too, without headers or cookies.

use std::time::Duration;

use playhouse_actors::model::{Timestamp, Video, VideoId, Visibility};
use subtle::ConstantTimeEq;

use crate::config::{Secret, mac};

const PUBLIC: &str = "public";
/// How long a signed URL is good for.
const SIGNED_LIFETIME: Duration = Duration::from_secs(6 * 3600);

pub struct MediaUrls {
    public_url: String,
    key: [u8; 32],
}

/// What a request for media may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Public,
    Signed,
}

impl MediaUrls {
    #[must_use]
    pub fn new(public_url: String, secret: &Secret) -> Self {
        Self { public_url, key: secret.key("media url") }
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
        let code = mac(&self.key, format!("{video} {expires}").as_bytes());
        let hex: String = code.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{expires}-{hex}")
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
        (is_ours && expires > now.seconds()).then_some(Scope::Signed)
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
        let scope = urls.sign(&video, now.seconds() + 60);
        assert_eq!(urls.scope(&scope, &video, now), Some(Scope::Signed));
        assert_eq!(urls.scope(&scope, &other, now), None);
        assert_eq!(urls.scope(&scope, &video, now.plus(Duration::from_secs(61))), None);
        assert_eq!(urls.scope(&scope.replacen('1', "2", 1), &video, now), None);
        for forged in ["", "-", "9999999999-", "PUBLIC", "99999999999999999999-00"] {
            assert_eq!(urls.scope(forged, &video, now), None, "{forged}");
        }
    }
}

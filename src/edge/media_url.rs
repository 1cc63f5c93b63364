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
/// How long a signed URL is good for at least.
const SIGNED_LIFETIME: Duration = Duration::from_secs(6 * 3600);
const EXPIRY_STEP: Duration = Duration::from_secs(600);

pub struct MediaUrls {
    public_url: String,
    /// Of the secret that signs now.
    mac: MacOf,
    /// Of the one before, while what it has signed is still to be believed.
    previous: Option<MacOf>,
}

/// What a request for media may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Public,
    /// Open to who has the link; nobody in between keeps it for others.
    Unlisted,
    /// Until this second since 1970.
    Signed {
        expires: i64,
    },
}

impl Scope {
    #[must_use]
    pub fn is_open(self, now: Timestamp) -> bool {
        match self {
            Self::Public | Self::Unlisted => true,
            Self::Signed { expires } => expires > now.seconds(),
        }
    }
}

impl MediaUrls {
    #[must_use]
    pub fn new(public_url: String, secret: &Secret, previous: Option<&Secret>) -> Self {
        let mac = |secret: &Secret| MacOf::new(&secret.key("media url"));
        Self { public_url, mac: mac(secret), previous: previous.map(mac) }
    }

    /// The prefix of a video's media, and when it ends.
    #[must_use]
    pub fn prefix(&self, video: &Video) -> (String, Option<Timestamp>) {
        let (scope, expires) = match video.visibility {
            Visibility::Public | Visibility::Unlisted => (PUBLIC.to_owned(), None),
            Visibility::Private => {
                let expires = expiry(Timestamp::now());
                (sign(&self.mac, &video.id, expires.seconds()), Some(expires))
            }
        };
        (format!("{}/media/{scope}/{}/{}", self.public_url, video.id, video.media_version), expires)
    }

    /// What the scope of a path allows for this video; `None` when it is forged or over.
    #[must_use]
    pub fn scope(&self, scope: &str, video: &VideoId, now: Timestamp) -> Option<Scope> {
        if scope == PUBLIC {
            return Some(Scope::Public);
        }
        let expires: i64 = scope.split_once('-')?.0.parse().ok()?;
        let is_by = |mac: &MacOf| bool::from(sign(mac, video, expires).as_bytes().ct_eq(scope.as_bytes()));
        let is_ours = is_by(&self.mac) || self.previous.as_ref().is_some_and(is_by);
        Some(Scope::Signed { expires }).filter(|scope| is_ours && scope.is_open(now))
    }
}

fn sign(mac: &MacOf, video: &VideoId, expires: i64) -> String {
    let code = mac.of(format!("{video} {expires}").as_bytes());
    let mut text = format!("{expires}-");
    write_hex(&mut text, code.get(..MAC_BYTES).unwrap_or_default());
    text
}

/// When what is signed now ends: the same for all that is signed within a step, so that who asks twice is told the same.
fn expiry(now: Timestamp) -> Timestamp {
    const STEP: i64 = EXPIRY_STEP.as_micros() as i64;
    let earliest = now.plus(SIGNED_LIFETIME).0;
    Timestamp((earliest / STEP + 1) * STEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.repeat(32))
    }

    #[test]
    fn threat_47_a_signed_scope_is_bound_to_its_video_and_time() {
        let urls = MediaUrls::new("http://host".into(), &secret("x"), None);
        let (video, other) = (VideoId::random(), VideoId::random());
        let now = Timestamp::now();
        let expires = now.seconds() + 60;
        let scope = sign(&urls.mac, &video, expires);
        assert_eq!(urls.scope(&scope, &video, now), Some(Scope::Signed { expires }));
        assert_eq!(urls.scope(&scope, &other, now), None);
        assert_eq!(urls.scope(&scope, &video, now.plus(Duration::from_secs(61))), None);
        assert_eq!(urls.scope(&scope.replacen('1', "2", 1), &video, now), None);
        for forged in ["", "-", "9999999999-", "PUBLIC", "99999999999999999999-00"] {
            assert_eq!(urls.scope(forged, &video, now), None, "{forged}");
        }
    }

    #[test]
    fn threat_47_a_key_that_was_changed_is_believed_as_long_as_it_is_named() {
        let urls = |now: &str, before: Option<&str>| {
            MediaUrls::new("http://host".into(), &secret(now), before.map(secret).as_ref())
        };
        let (video, now) = (VideoId::random(), Timestamp::now());
        let expires = now.seconds() + 60;
        let signed = Some(Scope::Signed { expires });
        let old = sign(&urls("x", None).mac, &video, expires);
        assert_eq!(urls("x", None).scope(&old, &video, now), signed, "the control");
        assert_eq!(urls("y", Some("x")).scope(&old, &video, now), signed);
        assert_eq!(urls("y", None).scope(&old, &video, now), None);
        let new = sign(&urls("y", Some("x")).mac, &video, expires);
        assert_eq!(urls("y", None).scope(&new, &video, now), signed, "the new one signs");
        assert_eq!(urls("x", None).scope(&new, &video, now), None);
    }

    #[test]
    fn what_is_signed_within_a_step_ends_together() {
        let at = |seconds: i64| expiry(Timestamp(seconds * 1_000_000)).seconds();
        assert_eq!((at(0), at(599), at(600)), (22_200, 22_200, 22_800));
    }
}

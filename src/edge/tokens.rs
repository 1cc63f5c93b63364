//! Tokens: the access JWT, the refresh token and their cookies.
//!
//! One pinned algorithm, HS256, implemented for `jsonwebtoken` by [`Hs256`]: its ready-made providers bring RSA (with
//! RUSTSEC-2023-0071) or a C library, and neither is needed. A refresh token is random; its successor is its HMAC, so that a
//! lost reply can be answered again without the server keeping any token.

use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::signature::{Error as SignatureError, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use playhouse_actors::model::{SessionId, Timestamp, UserId};
use rand::RngCore;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::config::{Secret, mac};

/// How long an access token is good for.
pub const ACCESS_LIFETIME: Duration = Duration::from_secs(15 * 60);
/// How long a session lasts without a new log-in.
pub const SESSION_LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);
/// How long a spent refresh token may be retried.
pub const REFRESH_GRACE: Duration = Duration::from_secs(20);

/// RFC 9068, 2.1: a token of another purpose is never taken for one of these.
const TYPE: &str = "at+jwt";
const ISSUER: &str = "playhouse";
const AUDIENCE: &str = "playhouse:access";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    iat: i64,
    exp: i64,
}

/// Makes and reads tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    refresh_key: [u8; 32],
    /// Whether people reach the server over TLS: cookies are `Secure` and `__Host-` then.
    secure: bool,
}

impl Tokens {
    #[must_use]
    pub fn new(secret: &Secret, secure: bool) -> Self {
        // A second installation in one process (tests) finds the same provider in place.
        let _ = CryptoProvider::install_default(&HS256);
        let key = secret.key("access token");
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = 0;
        Self {
            encoding: EncodingKey::from_secret(&key),
            decoding: DecodingKey::from_secret(&key),
            validation,
            refresh_key: secret.key("refresh token"),
            secure,
        }
    }

    pub fn access(&self, user: &UserId, session: &SessionId) -> Result<String, jsonwebtoken::errors::Error> {
        let now = Timestamp::now();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: user.to_string(),
            sid: session.to_string(),
            iat: now.seconds(),
            exp: now.plus(ACCESS_LIFETIME).seconds(),
        };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &claims, &self.encoding)
    }

    /// Session and person of an access token that is ours and not over.
    #[must_use]
    pub fn read_access(&self, token: &str) -> Option<(SessionId, UserId)> {
        let data = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation).ok()?;
        if data.header.typ.as_deref() != Some(TYPE) {
            return None;
        }
        Some((SessionId::parse(&data.claims.sid)?, UserId::parse(&data.claims.sub)?))
    }

    /// A fresh refresh token.
    #[must_use]
    pub fn refresh(&self) -> String {
        let mut random = [0_u8; 32];
        rand::rng().fill_bytes(&mut random);
        URL_SAFE_NO_PAD.encode(random)
    }

    /// The token that replaces this one.
    #[must_use]
    pub fn successor(&self, token: &str) -> String {
        URL_SAFE_NO_PAD.encode(mac(&self.refresh_key, token.as_bytes()))
    }

    #[must_use]
    pub fn access_cookie_name(&self) -> &'static str {
        if self.secure { "__Host-playhouse_access" } else { "playhouse_access" }
    }

    #[must_use]
    pub fn refresh_cookie_name(&self) -> &'static str {
        if self.secure { "__Host-playhouse_refresh" } else { "playhouse_refresh" }
    }

    #[must_use]
    pub fn device_cookie_name(&self) -> &'static str {
        if self.secure { "__Host-playhouse_device" } else { "playhouse_device" }
    }

    #[must_use]
    pub fn access_cookie(&self, token: String) -> Cookie<'static> {
        self.cookie(self.access_cookie_name(), token, ACCESS_LIFETIME)
    }

    #[must_use]
    pub fn refresh_cookie(&self, token: String) -> Cookie<'static> {
        self.cookie(self.refresh_cookie_name(), token, SESSION_LIFETIME)
    }

    /// Cookies that make a browser forget both tokens.
    #[must_use]
    pub fn forget_cookies(&self) -> [Cookie<'static>; 2] {
        [self.access_cookie_name(), self.refresh_cookie_name()]
            .map(|name| self.cookie(name, String::new(), Duration::ZERO))
    }

    /// A cookie that scripts cannot read and other sites do not send.
    #[must_use]
    pub fn cookie(&self, name: &'static str, value: String, lifetime: Duration) -> Cookie<'static> {
        let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .max_age(actix_web::cookie::time::Duration::seconds(seconds))
            .finish()
    }
}

/// What the database keeps of a refresh token.
#[must_use]
pub fn hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// HMAC-SHA256 for `jsonwebtoken`, and nothing else: another algorithm in a header finds no key.
struct Hs256(Vec<u8>);

static HS256: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Hs256(key.as_bytes().to_vec()))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Hs256(key.try_get_as_bytes()?.to_vec()))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        Ok(mac(&self.0, message).to_vec())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), SignatureError> {
        let ours = mac(&self.0, message);
        if bool::from(ours.as_slice().ct_eq(signature)) { Ok(()) } else { Err(SignatureError::new()) }
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Tokens {
        Tokens::new(&Secret::new("x".repeat(32)), false)
    }

    #[test]
    fn an_access_token_comes_back_as_it_was() {
        let (user, session) = (UserId::random(), SessionId::random());
        let token = tokens().access(&user, &session).unwrap();
        assert_eq!(tokens().read_access(&token), Some((session, user)));
    }

    #[test]
    fn asvs_v5_0_0_9_1_2_a_token_of_another_algorithm_key_or_kind_opens_nothing() {
        let tokens = tokens();
        let token = tokens.access(&UserId::random(), &SessionId::random()).unwrap();
        let claims = token.split('.').nth(1).unwrap();
        let unsigned = format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#));
        let other_key =
            Tokens::new(&Secret::new("y".repeat(32)), false).access(&UserId::random(), &SessionId::random()).unwrap();
        let hs512 = format!(
            "{}.{claims}.{}",
            URL_SAFE_NO_PAD.encode(r#"{"alg":"HS512","typ":"JWT"}"#),
            token.split('.').nth(2).unwrap()
        );
        let key = EncodingKey::from_secret(&Secret::new("x".repeat(32)).key("access token"));
        let body: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        let other_type = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &body, &key).unwrap();
        for bad in [unsigned, other_key, other_type, hs512, tokens.refresh(), String::new(), token[1..].to_owned()] {
            assert_eq!(tokens.read_access(&bad), None, "{bad}");
        }
    }

    #[test]
    fn a_lost_reply_is_answered_with_the_same_successor() {
        let tokens = tokens();
        let first = tokens.refresh();
        assert_eq!(tokens.successor(&first), tokens.successor(&first));
        assert_ne!(tokens.successor(&first), tokens.successor(&tokens.successor(&first)));
    }

    #[test]
    fn cookies_are_host_bound_over_tls() {
        let secure = Tokens::new(&Secret::new("x".repeat(32)), true).access_cookie("t".into()).to_string();
        for part in ["__Host-playhouse_access=t", "HttpOnly", "Secure", "Path=/", "SameSite=Lax"] {
            assert!(secure.contains(part), "{secure}");
        }
        assert!(!secure.contains("Domain"));
    }
}

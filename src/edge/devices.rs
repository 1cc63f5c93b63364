//! Devices on which an account has been logged in before: a cookie that names the device and proves the account.
//!
//! It opens nothing. It only has the device's wrong passwords counted apart from those of strangers (OWASP, "Slow Down Online
//! Guessing Attacks with Device Cookies").

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use playhouse_actors::model::UserId;
use rand::RngCore;
use subtle::ConstantTimeEq;

use super::tokens::Tokens;
use crate::config::{Secret, mac};

const LIFETIME: Duration = Duration::from_secs(365 * 24 * 3600);
const NAME_BYTES: usize = 12;

pub struct Devices {
    key: [u8; 32],
}

impl Devices {
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        Self { key: secret.key("device") }
    }

    fn proof(&self, name: &str, user: &UserId) -> String {
        let code = mac(&self.key, format!("{name} {user}").as_bytes());
        URL_SAFE_NO_PAD.encode(code.get(..16).unwrap_or(&code))
    }

    /// The device's name, when the person has logged in on it before.
    #[must_use]
    pub fn known(&self, tokens: &Tokens, request: &HttpRequest, user: &UserId) -> Option<String> {
        let cookie = request.cookie(tokens.device_cookie_name())?;
        let (name, proof) = cookie.value().split_once('.')?;
        let is_ours = bool::from(self.proof(name, user).as_bytes().ct_eq(proof.as_bytes()));
        is_ours.then(|| name.to_owned())
    }

    /// The cookie of a device on which the person has just logged in.
    #[must_use]
    pub fn cookie(&self, tokens: &Tokens, user: &UserId) -> Cookie<'static> {
        let mut random = [0_u8; NAME_BYTES];
        rand::rng().fill_bytes(&mut random);
        let name = URL_SAFE_NO_PAD.encode(random);
        let value = format!("{name}.{}", self.proof(&name, user));
        tokens.cookie(tokens.device_cookie_name(), value, LIFETIME)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_device_is_known_to_one_account_and_cannot_be_made_up() {
        let secret = Secret::new("x".repeat(32));
        let (tokens, devices) = (Tokens::new(&secret, false), Devices::new(&secret));
        let (user, other) = (UserId::random(), UserId::random());
        let cookie = devices.cookie(&tokens, &user);
        let request = |value: &str| {
            TestRequest::default().cookie(Cookie::new(tokens.device_cookie_name(), value.to_owned())).to_http_request()
        };
        assert!(devices.known(&tokens, &request(cookie.value()), &user).is_some());
        assert!(devices.known(&tokens, &request(cookie.value()), &other).is_none());
        for forged in ["", ".", "name", "name.", &format!("x{}", cookie.value())] {
            assert!(devices.known(&tokens, &request(forged), &user).is_none(), "{forged}");
        }
    }
}

//! The second factor of a log-in: codes of an authenticator (TOTP, RFC 6238), and recovery codes for whoever has lost it.
//!
//! There is no half-open session: a log-in brings password and code in one request, or gets nothing. Codes are six digits of
//! SHA-1 in steps of 30 s, since that is what every authenticator can do; one step back and forth is taken (RFC 6238, 5.2),
//! and no step twice. Wrong codes are counted for the account, whatever the address or device: who guesses codes has the
//! password already.

use std::sync::Arc;

use playhouse_actors::model::{Timestamp, Totp, UserId};
use playhouse_actors::ports::SecondFactors;
use rand::{Rng, RngCore};
use totp_rs::{Builder, Secret};

use super::error::{ApiError, Code};
use super::rate_limits::RateLimits;
use super::sealed::Sealer;
use crate::config::{Secret as ServerSecret, mac, write_hex};

/// RFC 4226, 4: 160 bits are recommended.
const SECRET_BYTES: usize = 20;
const DIGITS: usize = 6;
const ISSUER: &str = "Playhouse";
const RECOVERY_CODES: usize = 10;
/// 120 bits: more than the 112 from which a plain hash keeps a code (OWASP ASVS 5.0.0, 6.5.2).
const RECOVERY_LETTERS: usize = 24;
/// None looks like another; 5 bits each.
const RECOVERY_ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// What a person types or scans into an authenticator.
pub struct FreshSecret {
    pub base32: String,
    /// `otpauth://totp/…`
    pub url: String,
}

pub struct SecondFactor {
    store: Arc<dyn SecondFactors>,
    sealer: Sealer,
    recovery_key: [u8; 32],
}

impl SecondFactor {
    #[must_use]
    pub fn new(secret: &ServerSecret, store: Arc<dyn SecondFactors>) -> Self {
        Self { store, sealer: Sealer::new(secret.key("totp secret")), recovery_key: secret.key("recovery code") }
    }

    /// Whether log-ins ask for it, and how many recovery codes are left.
    pub async fn state(&self, user: &UserId) -> Result<(bool, u32), ApiError> {
        let is_active = self.active(user).await?.is_some();
        Ok((is_active, self.store.recovery_codes_left(user).await?))
    }

    async fn active(&self, user: &UserId) -> Result<Option<Totp>, ApiError> {
        Ok(self.store.totp(user).await?.filter(|totp| totp.is_active))
    }

    /// Makes a secret that counts once a code has shown that the authenticator has it.
    pub async fn begin(&self, user: &UserId, account: &str) -> Result<FreshSecret, ApiError> {
        let mut secret = [0_u8; SECRET_BYTES];
        rand::rng().fill_bytes(&mut secret);
        let sealed = self.sealer.seal(&secret, user.as_str()).ok_or_else(|| internal("a secret cannot be sealed"))?;
        if !self.store.begin_totp(user, &sealed, Timestamp::now()).await? {
            return Err(ApiError::new(Code::TotpActive, "Remove the second factor before you set up another."));
        }
        let base32 = Secret::from(secret.to_vec()).to_base32();
        let account = percent_encoding::utf8_percent_encode(account, percent_encoding::NON_ALPHANUMERIC);
        let url = format!(
            "otpauth://totp/{ISSUER}:{account}?secret={base32}&issuer={ISSUER}&algorithm=SHA1&digits={DIGITS}&period=30"
        );
        Ok(FreshSecret { base32, url })
    }

    /// Activates the secret that waits; answers fresh recovery codes, which are nowhere else.
    pub async fn confirm(&self, limits: &RateLimits, user: &UserId, code: &str) -> Result<Vec<String>, ApiError> {
        let missing = || ApiError::new(Code::TotpMissing, "Begin with the set-up of a second factor.");
        let waiting = self.store.totp(user).await?.filter(|totp| !totp.is_active).ok_or_else(missing)?;
        let guess = limits.guess(&counted_as(user), None).await?;
        let step = self.matching_step(user, &waiting, &normalised(code))?.ok_or_else(wrong_code)?;
        limits.forgive(guess).await?;
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
        let hashes = codes.iter().map(|code| self.recovery_hash(user, &normalised(code))).collect();
        if !self.store.activate_totp(user, &waiting.sealed_secret, step, hashes).await? {
            return Err(missing());
        }
        Ok(codes)
    }

    /// Lets a log-in with the right password go on: with a right code, or when there is no second factor.
    pub async fn require(&self, limits: &RateLimits, user: &UserId, code: Option<&str>) -> Result<(), ApiError> {
        let Some(totp) = self.active(user).await? else { return Ok(()) };
        let Some(code) = code.map(normalised).filter(|code| !code.is_empty()) else {
            let detail = "Enter the code of the authenticator, or a recovery code (`totp`).";
            return Err(ApiError::new(Code::TotpRequired, detail));
        };
        self.spend(limits, user, &totp, &code).await
    }

    /// Forgets the second factor, for whoever has it.
    pub async fn remove(&self, limits: &RateLimits, user: &UserId, code: &str) -> Result<(), ApiError> {
        let missing = || ApiError::new(Code::TotpMissing, "There is no second factor.");
        let totp = self.active(user).await?.ok_or_else(missing)?;
        self.spend(limits, user, &totp, &normalised(code)).await?;
        Ok(self.store.remove_totp(user).await?)
    }

    /// Takes a code of the authenticator, or a recovery code, once.
    async fn spend(&self, limits: &RateLimits, user: &UserId, totp: &Totp, code: &str) -> Result<(), ApiError> {
        let guess = limits.guess(&counted_as(user), None).await?;
        let is_right = if is_recovery_code(code) {
            self.store.spend_recovery_code(user, &self.recovery_hash(user, code)).await?
        } else {
            match self.matching_step(user, totp, code)? {
                Some(step) => self.store.spend_totp_step(user, step).await?,
                None => false,
            }
        };
        if !is_right {
            return Err(wrong_code());
        }
        limits.forgive(guess).await
    }

    /// The time step that a code belongs to: this one, the one before or the one after.
    fn matching_step(&self, user: &UserId, totp: &Totp, code: &str) -> Result<Option<u64>, ApiError> {
        if code.len() != DIGITS || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(None);
        }
        let secret = self.sealer.open(&totp.sealed_secret, user.as_str());
        let secret =
            secret.ok_or_else(|| internal("a sealed secret does not open: was the server's secret changed?"))?;
        let now = u64::try_from(Timestamp::now().seconds()).unwrap_or(0);
        Ok(matching_step(secret, code, now))
    }

    fn recovery_hash(&self, user: &UserId, code: &str) -> String {
        let mut hash = String::new();
        write_hex(&mut hash, &mac(&self.recovery_key, format!("{user} {code}").as_bytes()));
        hash
    }
}

fn matching_step(secret: Vec<u8>, code: &str, now: u64) -> Option<u64> {
    let totp = Builder::new().with_secret(Secret::from(secret)).with_skew(1).build().ok()?;
    totp.check(code, now)
}

fn counted_as(user: &UserId) -> String {
    format!("code of {user}")
}

fn wrong_code() -> ApiError {
    ApiError::new(Code::TotpWrong, "The code is wrong, over, or was used before.")
}

fn internal(detail: &str) -> ApiError {
    tracing::error!(detail, "a second factor cannot be used");
    ApiError::new(Code::Internal, "Something broke on the server; it is logged.")
}

/// As people type codes: with spaces or dashes, in capitals.
fn normalised(code: &str) -> String {
    let letters = code.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
    letters.take(2 * RECOVERY_LETTERS).map(|letter| letter.to_ascii_lowercase()).collect()
}

fn is_recovery_code(code: &str) -> bool {
    code.len() == RECOVERY_LETTERS && code.bytes().all(|byte| RECOVERY_ALPHABET.contains(&byte))
}

/// In groups of four letters.
fn recovery_code() -> String {
    let mut random = rand::rng();
    let mut code = String::new();
    for place in 0..RECOVERY_LETTERS {
        if place > 0 && place.is_multiple_of(4) {
            code.push('-');
        }
        let letter = RECOVERY_ALPHABET.get(random.random_range(0..RECOVERY_ALPHABET.len()));
        code.extend(letter.map(|byte| char::from(*byte)));
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: SHA-1, the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = || b"12345678901234567890".to_vec();
        for (at, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(matching_step(secret(), code, at), Some(at / 30), "{at}");
        }
    }

    #[test]
    fn asvs_v5_0_0_6_5_5_a_code_counts_in_its_step_and_one_to_each_side() {
        let at = |now| matching_step(b"12345678901234567890".to_vec(), "081804", now);
        let step = 1_111_111_109 / 30;
        for (now, found) in [
            ((step - 2) * 30 + 29, None),
            ((step - 1) * 30, Some(step)),
            (step * 30, Some(step)),
            ((step + 1) * 30 + 29, Some(step)),
            ((step + 2) * 30, None),
            ((step + 6) * 30, None),
        ] {
            assert_eq!(at(now), found, "{now}");
        }
    }

    #[test]
    fn recovery_codes_are_read_as_people_write_them() {
        let code = recovery_code();
        assert_eq!(code.len(), 29);
        assert!(is_recovery_code(&normalised(&code)));
        assert!(is_recovery_code(&normalised(&code.to_uppercase().replace('-', " "))));
        assert_ne!(code, recovery_code());
        assert!(!is_recovery_code("123456"));
        assert!(normalised(&"9".repeat(1 << 16)).len() < 100);
    }
}

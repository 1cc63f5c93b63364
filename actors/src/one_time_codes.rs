//! One-time codes: how they are made, how long they are good, and what is kept of them.
//!
//! Codes that people type are 8 digits (26 bits; five tries, ten minutes); what comes in a link is 256 random bits. Kept is
//! an HMAC under a key of the server's, bound to person and purpose: who reads the database cannot try all codes
//! (OWASP ASVS 5.0.0, 6.5.1 to 6.5.5). [`OneTimeCodes`] does the check-and-take.

use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::Sha256;

use crate::model::{CodePurpose, Contact, NewCode, Timestamp, User, UserId};
use crate::ports::{OneTimeCodes, StoreError};

/// How long a code that is typed is good.
pub const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// How long a link is good that sets a new password.
pub const RESET_LIFETIME: Duration = Duration::from_secs(3600);

const CODE_DIGITS: usize = 8;
const TOKEN_BYTES: usize = 32;
/// Longer ones are not looked at.
const LONGEST: usize = 128;

/// Makes and checks codes. Cheap to clone.
#[derive(Clone)]
pub struct CodeDesk {
    store: Arc<dyn OneTimeCodes>,
    key: [u8; 32],
}

impl CodeDesk {
    #[must_use]
    pub fn new(store: Arc<dyn OneTimeCodes>, key: [u8; 32]) -> Self {
        Self { store, key }
    }

    /// A fresh code by which the reader of `sent_to` proves to be this person; earlier ones are void.
    pub async fn contact_code(&self, user: &UserId, contact: Contact, sent_to: &str) -> Result<String, StoreError> {
        let code = digits();
        self.keep(user, CodePurpose::Verify(contact), &code, sent_to, CODE_LIFETIME).await?;
        Ok(code)
    }

    /// A fresh token by which the reader of an account's address may set a new password, and that address; earlier tokens
    /// are void. `None` when nobody has the address.
    pub async fn reset_token(&self, email: &str) -> Result<Option<(String, String)>, StoreError> {
        let Some((user, email)) = self.store.owner_of(email).await? else {
            return Ok(None);
        };
        let token = random_token();
        self.keep(&user, CodePurpose::ResetPassword, &token, &email, RESET_LIFETIME).await?;
        Ok(Some((email, token)))
    }

    /// Whether the code is the one that was sent last; it is used up then.
    pub async fn confirm(&self, user: &UserId, contact: Contact, code: &str) -> Result<bool, StoreError> {
        let typed: String = code.chars().take(LONGEST).filter(|c| !c.is_whitespace()).collect();
        let hash = self.hash(user, CodePurpose::Verify(contact), &typed);
        self.store.confirm_contact(user, contact, &hash, Timestamp::now()).await
    }

    /// Sets a new password and ends every session; `None` when the token opens nothing.
    pub async fn reset(&self, token: &str, password_hash: &str) -> Result<Option<User>, StoreError> {
        if token.len() > LONGEST {
            return Ok(None);
        }
        self.store.reset_password(&self.token_hash(token), password_hash, Timestamp::now()).await
    }

    /// Sets or removes a person's phone.
    pub async fn set_phone(&self, user: &UserId, phone: Option<String>) -> Result<(), StoreError> {
        self.store.set_phone(user, phone).await
    }

    async fn keep(
        &self,
        user: &UserId,
        purpose: CodePurpose,
        code: &str,
        sent_to: &str,
        lifetime: Duration,
    ) -> Result<(), StoreError> {
        let hash = match purpose {
            CodePurpose::ResetPassword => self.token_hash(code),
            CodePurpose::Verify(_) => self.hash(user, purpose, code),
        };
        let expires_at = Timestamp::now().plus(lifetime);
        self.store
            .keep_code(NewCode { user: user.clone(), purpose, hash, sent_to: sent_to.to_owned(), expires_at })
            .await
    }

    /// A token names its person: whoever brings it says nothing else.
    fn token_hash(&self, token: &str) -> String {
        self.mac(&format!("{} {token}", CodePurpose::ResetPassword.as_str()))
    }

    fn hash(&self, user: &UserId, purpose: CodePurpose, code: &str) -> String {
        self.mac(&format!("{} {user} {code}", purpose.as_str()))
    }

    fn mac(&self, text: &str) -> String {
        // HMAC takes keys of any length: `new_from_slice` cannot fail for it.
        Hmac::<Sha256>::new_from_slice(&self.key).map_or_else(
            |_impossible| String::new(),
            |mut mac| {
                mac.update(text.as_bytes());
                hex(&mac.finalize().into_bytes())
            },
        )
    }
}

/// 256 random bits, in hex.
#[must_use]
pub fn random_token() -> String {
    hex(&rand::rng().random::<[u8; TOKEN_BYTES]>())
}

fn digits() -> String {
    let mut random = rand::rng();
    (0..CODE_DIGITS).map(|_| char::from(b'0' + random.random_range(0..10_u8))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

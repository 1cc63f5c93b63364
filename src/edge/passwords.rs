//! Passwords: argon2id with OWASP's 19 MiB and two passes, behind a semaphore that sheds.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use metrics::counter;
use tokio::sync::Semaphore;

use super::error::{ApiError, Code};

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Log-ins that may wait for a core; past that they are turned away at once.
const QUEUE: usize = 32;

/// Hashes and checks passwords, a core each at a time.
pub struct Passwords {
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
    /// Checked when there is no such account, so that the answer takes as long.
    decoy: String,
}

fn argon2() -> Result<Argon2<'static>, ApiError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn internal(error: impl std::fmt::Display) -> ApiError {
    tracing::error!(%error, "argon2 failed");
    ApiError::new(Code::Internal, "Something broke on the server; it is logged.")
}

/// Hashes on the calling thread: for the command line.
pub fn hash_now(password: &str) -> Result<String, ApiError> {
    Ok(argon2()?.hash_password(password.as_bytes()).map_err(internal)?.to_string())
}

/// Hashes that were made or checked since the start: the work that an answer took, whoever it was for.
const HASHES: &str = "password_hashes_total";

fn verify_now(password: &str, hash: &str) -> Result<bool, ApiError> {
    let hash = PasswordHash::new(hash).map_err(internal)?;
    Ok(argon2()?.verify_password(password.as_bytes(), &hash).is_ok())
}

impl Passwords {
    pub fn new() -> Result<Self, ApiError> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self {
            running: Arc::new(Semaphore::new(cores)),
            admitted: Arc::new(Semaphore::new(cores + QUEUE)),
            decoy: hash_now("a password that nobody has")?,
        })
    }

    pub async fn hash(&self, password: String) -> Result<String, ApiError> {
        self.blocking(move || hash_now(&password)).await
    }

    /// Whether the password is the account's; `None` takes as long and is always false.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, ApiError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        Ok(self.blocking(move || verify_now(&password, &hash)).await? && known)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        call: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let _admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_full| ApiError::busy())?;
        let running = Arc::clone(&self.running).acquire_owned().await.map_err(|_closed| ApiError::busy())?;
        counter!(HASHES).increment(1);
        let work = tokio::task::spawn_blocking(move || {
            let _running = running;
            call()
        });
        work.await.map_err(internal)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_password_is_checked_and_an_unknown_account_never_matches() {
        let passwords = Passwords::new().unwrap();
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("wrong horse".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("a password that nobody has".into(), None).await.unwrap());
    }
}

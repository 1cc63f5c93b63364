//! A person's second factor: one-time passwords over time (RFC 6238).

/// What is kept of the secret that a person's authenticator shares with the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totp {
    /// Encrypted; only whoever holds the server's secret can open it.
    pub sealed_secret: String,
    /// Whether a log-in asks for it: a first code has shown that the authenticator has it.
    pub is_active: bool,
}

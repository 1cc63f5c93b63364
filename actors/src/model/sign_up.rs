//! Accounts that wait for an operator.

use super::{Timestamp, UserId};

/// An account that may not log in before an operator has approved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    pub user: UserId,
    pub username: String,
    pub email: String,
    pub at: Timestamp,
}

//! Messages about what people are told.

use crate::message;
use crate::model::Notice;

/// Tells one person of one thing.
pub struct SendNotice {
    /// The e-mail address, or the phone when the notice is for one.
    pub to: String,
    pub notice: Notice,
}

/// Somebody says that they have forgotten the password of the account of this address.
pub struct PasswordForgotten {
    pub email: String,
}

message! {
    SendNotice;
    PasswordForgotten;
}

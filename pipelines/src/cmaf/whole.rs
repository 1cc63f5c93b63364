//! A file of one init segment and one fragment: what a preview is.

use super::boxes::{BoxError, children};
use super::fragment::read_fragment;
use super::validate::validate_init;

/// The two parts must be there, in this order, and be what they claim.
pub fn validate_whole(bytes: &[u8]) -> Result<(), BoxError> {
    let mut at = 0;
    for part in children(bytes) {
        let part = part?;
        if &part.kind == b"moof" {
            break;
        }
        at += part.header + part.body.len();
    }
    let (init, fragment) = bytes.split_at_checked(at).ok_or(BoxError::Short)?;
    validate_init(init)?;
    let fragment = read_fragment(fragment)?;
    let starts_well = fragment.start == 0 && fragment.samples.first().is_some_and(|sample| sample.sync);
    if starts_well { Ok(()) } else { Err(BoxError::Wrong("a preview does not start with a key frame at 0")) }
}

//! Paths of media, with their signatures.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|path: &str| playhouse::fuzzing::signed_url(path));

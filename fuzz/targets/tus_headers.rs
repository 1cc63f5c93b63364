//! Headers of a tus creation.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &str| playhouse::fuzzing::tus_headers(lines));

//! The first bytes of an upload.
#![no_main]

use libfuzzer_sys::fuzz_target;
use playhouse_pipelines::sniff;

fuzz_target!(|bytes: &[u8]| {
    let _ = sniff::sniff(bytes);
    let _ = sniff::id3_length(bytes);
});

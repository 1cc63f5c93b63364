//! `Range`, and beside it, a line each, `If-Range` and `If-None-Match`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut lines = text.lines();
    let range = lines.next().unwrap_or_default();
    let (if_range, if_none_match) = (lines.next(), lines.next());
    for length in [0, 1, 1000, usize::MAX] {
        playhouse::fuzzing::ranges(range, if_range, if_none_match, length);
    }
});

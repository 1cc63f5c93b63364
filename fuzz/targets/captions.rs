//! Captions as people bring them: what is written of them reads the same, and holds no tag that does anything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use playhouse_actors::captions;

fuzz_target!(|bytes: &[u8]| {
    let Ok(cues) = captions::read(bytes) else { return };
    let text = captions::write(&cues);
    for tag in ["<script", "<img", "<svg", "<a ", "<style"] {
        assert!(!text.contains(tag), "{tag} in {text:?}");
    }
    let again = captions::read(text.as_bytes());
    assert_eq!(again.map(|cues| captions::write(&cues)).as_deref(), Ok(text.as_str()));
});

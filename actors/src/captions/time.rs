//! Times of cues, read generously and written in one way.

/// Reads a time in front of a text: hours may be missing, a comma is a point, blanks between the parts do not matter.
/// Gives milliseconds and what follows.
pub fn take_time(text: &str) -> Option<(u64, &str)> {
    let (first, mut rest) = take_number(text.trim_start(), 4)?;
    let mut parts = vec![first];
    while let Some(after) = rest.trim_start().strip_prefix(':') {
        let (part, after) = take_number(after.trim_start(), 2)?;
        parts.push(part);
        rest = after;
    }
    let whole = match *parts.as_slice() {
        [minutes, seconds] if minutes < 60 && seconds < 60 => minutes * 60 + seconds,
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => hours * 3600 + minutes * 60 + seconds,
        _ => return None,
    };
    let Some(after) = rest.trim_start().strip_prefix(['.', ',']) else {
        return Some((whole * 1000, rest));
    };
    let after = after.trim_start();
    let count = after.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = after.split_at_checked(count)?;
    let thousandths: String = digits.chars().chain("000".chars()).take(3).collect();
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    Some((whole * 1000 + thousandths.parse::<u64>().ok()?, rest))
}

fn take_number(text: &str, most: usize) -> Option<(u64, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(count)?;
    if count > most {
        return None;
    }
    Some((digits.parse().ok()?, rest))
}

/// `01:02:03.004`
pub fn write_time(milliseconds: u64) -> String {
    let (seconds, thousandths) = (milliseconds / 1000, milliseconds % 1000);
    format!("{:02}:{:02}:{:02}.{thousandths:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_generously() {
        for (text, time, rest) in [
            ("00:00:01.000", 1000, ""),
            ("01:02:03,004 x", 3_723_004, " x"),
            ("1:02.5", 62_500, ""),
            ("00: 00: 01, 250", 1250, ""),
            ("100:00:00.000", 360_000_000, ""),
            ("00:01 position:5%", 1000, " position:5%"),
            ("00:00:01.123456", 1123, ""),
        ] {
            assert_eq!(take_time(text), Some((time, rest)), "{text}");
        }
        for text in ["", "1", "00:60:00.0", "00:00:61", "a:b", "::", "00:00:01.", "12345:00:00", "1:2:3:4", "-1:00"] {
            assert_eq!(take_time(text), None, "{text}");
        }
        assert_eq!(write_time(3_723_004), "01:02:03.004");
        assert_eq!(write_time(360_000_000), "100:00:00.000");
    }
}

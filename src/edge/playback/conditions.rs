//! What a request for an object says beside its path: conditions and ranges (RFC 9110, 13 and 14).

/// Header fields that decide about an answer, as they came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Conditions<'a> {
    pub if_none_match: Option<&'a str>,
    /// Of a GET; other methods know no ranges (RFC 9110, 14.2).
    pub range: Option<&'a str>,
    pub if_range: Option<&'a str>,
}

/// What is sent of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    NotModified,
    Whole,
    /// From, and one past the end.
    Part(usize, usize),
    /// The range holds no byte of the object.
    Outside,
}

impl Conditions<'_> {
    /// What to send of an object of so many bytes with a strong tag of this text.
    #[must_use]
    pub fn select(&self, opaque: &str, length: usize) -> Selection {
        let is_tag = |text: &str| text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) == Some(opaque);
        let known = |list: &str| list.split(',').map(str::trim).any(|one| one == "*" || is_tag(weakly(one)));
        if self.if_none_match.is_some_and(known) {
            return Selection::NotModified;
        }
        // Another tag, a weak one or a date: the part may belong to another object.
        if self.if_range.is_some_and(|condition| !is_tag(condition.trim())) {
            return Selection::Whole;
        }
        self.range.map_or(Selection::Whole, |range| parse_range(range, length))
    }
}

/// A tag for the weak comparison (RFC 9110, 8.8.3.2).
fn weakly(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// One range of bytes (RFC 9110, 14.2); a list of several is answered with the whole, as the RFC allows.
fn parse_range(text: &str, length: usize) -> Selection {
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Selection::Whole;
    };
    if last.contains(',') {
        return Selection::Whole;
    }
    let number = |text: &str| text.trim().parse::<u128>().ok();
    let clamp = |value: u128| usize::try_from(value).unwrap_or(usize::MAX);
    let (from, to) = match (first.trim().is_empty(), last.trim().is_empty(), number(first), number(last)) {
        (true, false, _, Some(suffix)) => (length.saturating_sub(clamp(suffix)), if suffix == 0 { 0 } else { length }),
        (false, true, Some(from), _) => (clamp(from), length),
        (false, false, Some(from), Some(last)) if from <= last => {
            (clamp(from), clamp(last).saturating_add(1).min(length))
        }
        _ => return Selection::Whole,
    };
    if from < to { Selection::Part(from, to) } else { Selection::Outside }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_48_ranges_are_read_as_rfc_9110_says() {
        for (text, range) in [
            ("bytes=0-0", Selection::Part(0, 1)),
            ("bytes=2-5", Selection::Part(2, 6)),
            ("bytes=2-", Selection::Part(2, 10)),
            ("bytes=-3", Selection::Part(7, 10)),
            ("bytes=-30", Selection::Part(0, 10)),
            ("bytes=5-500", Selection::Part(5, 10)),
            ("bytes=10-", Selection::Outside),
            ("bytes=-0", Selection::Outside),
            ("bytes=99999999999999999999-", Selection::Outside),
            ("bytes=5-2", Selection::Whole),
            ("bytes=0-1,3-4", Selection::Whole),
            ("lines=1-2", Selection::Whole),
            ("bytes=a-b", Selection::Whole),
        ] {
            assert_eq!(parse_range(text, 10), range, "{text}");
        }
    }

    #[test]
    fn conditions_come_before_ranges() {
        let tag = "\"abc\"";
        let with = |if_none_match, range, if_range| Conditions { if_none_match, range, if_range }.select("abc", 10);
        let range = Some("bytes=2-5");
        for known in [tag, "\"x\", \"abc\"", "W/\"abc\"", "*"] {
            assert_eq!(with(Some(known), range, None), Selection::NotModified, "{known}");
        }
        assert_eq!(with(Some("\"x\""), range, None), Selection::Part(2, 6));
        assert_eq!(with(None, range, Some(tag)), Selection::Part(2, 6));
        for other in ["\"x\"", "W/\"abc\"", "Sat, 21 Nov 2026 01:00:00 GMT"] {
            assert_eq!(with(None, range, Some(other)), Selection::Whole, "{other}");
        }
    }
}

//! What people write beside videos, made plain: no tag, nothing invisible that misleads, and what it names.
//!
//! What is kept is plain text with a little Markdown, which readers escape when they show it. Tags are read as a browser
//! reads them and taken out, again and again until none is left, so that what is kept is harmless even where somebody
//! forgets to escape.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;
use url::Url;

/// Characters of a comment.
pub const CHARACTERS: usize = 5000;
/// People that one comment calls; it may name more.
const MENTIONS: usize = 20;
const NAME: std::ops::RangeInclusive<usize> = 3..=30;

/// The text of a comment, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentText {
    pub body: String,
    /// User names in lower case, each once.
    pub mentions: Vec<String>,
    /// Of http and https.
    pub links: Vec<Url>,
}

/// Why a text makes no comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextProblem {
    #[error("A comment says something.")]
    Empty,
    #[error("A comment has at most 5000 characters.")]
    TooLong,
}

impl CommentText {
    pub fn parse(raw: &str) -> Result<Self, TextProblem> {
        // What is far too long is not worth reading as a browser would.
        if raw.chars().nth(CHARACTERS * 2).is_some() {
            return Err(TextProblem::TooLong);
        }
        let body = close_up(&without_tags(raw));
        if !body.chars().any(is_seen) {
            return Err(TextProblem::Empty);
        }
        if body.chars().nth(CHARACTERS).is_some() {
            return Err(TextProblem::TooLong);
        }
        Ok(Self { mentions: mentions(&body), links: links(&body), body })
    }

    /// Where its links lead.
    #[must_use]
    pub fn hosts(&self) -> Vec<&str> {
        self.links.iter().filter_map(Url::host_str).collect()
    }
}

fn without_tags(raw: &str) -> String {
    static NO_TAGS: LazyLock<Builder<'static>> = LazyLock::new(|| {
        let mut builder = Builder::empty();
        builder.clean_content_tags(["script", "style"].into());
        builder
    });
    let mut text = legible(raw);
    // Each turn takes a tag out or an entity apart: the text becomes shorter.
    while has_tag(&text) {
        text = legible(&unescaped(&NO_TAGS.clean(&text).to_string()));
    }
    text
}

/// Without control characters and those that turn the direction of a text (UAX #9), and with one kind of line end.
fn legible(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let is_kept = |letter: &char| {
        *letter == '\n' || !(letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    text.chars().filter(is_kept).collect()
}

/// Whether a browser would see the begin of a tag, a comment or a declaration (HTML, 13.2.5.6 and 13.2.5.7).
fn has_tag(text: &str) -> bool {
    text.split('<').skip(1).any(|after| {
        let mut letters = after.chars();
        match letters.next() {
            Some('/') => letters.next().is_some_and(|letter| letter.is_ascii_alphabetic()),
            Some(letter) => letter.is_ascii_alphabetic() || matches!(letter, '!' | '?'),
            None => false,
        }
    })
}

/// What escaping text makes (HTML, 13.3), undone once.
fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}

/// At most one blank line in a row, and none around.
fn close_up(text: &str) -> String {
    let mut closed = String::with_capacity(text.len());
    let mut was_blank = false;
    for line in text.trim().lines() {
        let is_blank = line.trim().is_empty();
        if is_blank && was_blank {
            continue;
        }
        was_blank = is_blank;
        closed.push_str(if is_blank { "" } else { line.trim_end() });
        closed.push('\n');
    }
    closed.truncate(closed.trim_end().len());
    closed
}

fn is_seen(letter: char) -> bool {
    !letter.is_whitespace()
        && !matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')
}

fn mentions(body: &str) -> Vec<String> {
    let (mut seen, mut names) = (HashSet::new(), Vec::new());
    for (at, _) in body.match_indices('@') {
        let (before, after) = body.split_at(at);
        // An e-mail address, or a part of a URL.
        let is_inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '+' | '@' | '/');
        if before.chars().next_back().is_some_and(is_inside) {
            continue;
        }
        let rest = after.trim_start_matches('@');
        let end = rest.find(|letter: char| !is_of_name(letter)).unwrap_or(rest.len());
        let (name, next) = rest.split_at(end);
        let name = name.trim_end_matches('.').to_lowercase();
        if NAME.contains(&name.len()) && !next.starts_with('@') && names.len() < MENTIONS && seen.insert(name.clone()) {
            names.push(name);
        }
    }
    names
}

fn links(body: &str) -> Vec<Url> {
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '"' | '`');
    let lower = body.to_ascii_lowercase();
    let starts = lower.match_indices("http").map(|(at, _)| at);
    let link = |at: usize| {
        let word = body.get(at..)?.split(is_end).next()?;
        let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '*', '_']);
        let (scheme, _) = word.split_once("://")?;
        let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        Url::parse(word).ok().filter(|url| is_web && url.has_host())
    };
    starts.filter_map(link).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn body(raw: &str) -> String {
        CommentText::parse(raw).unwrap().body
    }

    #[test]
    fn threat_14_no_tag_is_left() {
        for (raw, kept) in [
            ("hello <b>you</b>", "hello you"),
            ("x<svg><a><set attributeName=href to=javascript:alert(1)>y</a></svg>", "x"),
            ("<math><annotation-xml encoding=\"text/html\"><img src=x onerror=alert(1)></annotation-xml></math>x", "x"),
            ("<script>alert(1)</script>x", "x"),
            ("<scr<script>ipt>alert(1)</scr</script>ipt>x", "ipt>alert(1)ipt>x"),
            ("&lt;img src=x onerror=alert(1)&gt;<i>x</i>", "x"),
            ("&amp;lt;img src=x onerror=alert(1)&amp;gt;<i>x</i>", "&lt;img src=x onerror=alert(1)&gt;x"),
            ("<\u{1}svg onload=alert(1)>x", "x"),
            ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">x", "x"),
            ("<!-- a -->x<?php echo 1 ?>", "x"),
            ("x<img src=x onerror=alert(1)", "x"),
        ] {
            assert_eq!(body(raw), kept, "{raw}");
        }
    }

    #[test]
    fn what_is_no_tag_stays_as_written() {
        for text in [
            "a < b && c > d",
            "I <3 you",
            "</3",
            "R&D, AT&amp;T &lt;b&gt;",
            "1 <2> 3",
            "*bold* `code` > quote",
            "a\n\nb",
        ] {
            assert_eq!(body(text), text);
        }
    }

    #[test]
    fn texts_are_made_plain() {
        assert_eq!(body("  a\r\nb\rc\t \n\n \n\n\nd\n\n"), "a\nb\nc\n\nd");
        assert_eq!(body("ab\u{0}c\u{202e}d\u{2066}e\u{7f}"), "abcde");
        assert_eq!(body("👩‍👩‍👧 مرحبا"), "👩‍👩‍👧 مرحبا");
        assert_eq!(body("x<b></b>&#x202e;y"), "xy");
        for empty in ["", " \n ", "\u{200b}\u{feff}", "<b></b>", "\u{202e}"] {
            assert_eq!(CommentText::parse(empty), Err(TextProblem::Empty), "{empty:?}");
        }
        assert!(CommentText::parse(&"ä".repeat(CHARACTERS)).is_ok());
        assert_eq!(CommentText::parse(&"ä".repeat(CHARACTERS + 1)), Err(TextProblem::TooLong));
        assert_eq!(CommentText::parse(&"<b>".repeat(CHARACTERS)), Err(TextProblem::TooLong));
    }

    #[test]
    fn people_and_places_are_found() {
        let text = CommentText::parse(
            "@Ada-L, (@bob_1) me@example.org @ab @@cat https://a.example/@dan @ada-l x@y@zoe @name@example.org @d.e.f.",
        )
        .unwrap();
        assert_eq!(text.mentions, ["ada-l", "bob_1", "cat", "d.e.f"]);
        let text = CommentText::parse(
            "see HTTPS://Bad.Example/x, (http://b.example/a?b=c). javascript:alert(1) https:// httpx://c.example",
        )
        .unwrap();
        assert_eq!(text.hosts(), ["bad.example", "b.example"]);
        assert_eq!(text.links[1].as_str(), "http://b.example/a?b=c");
        let many: String = (0..50).map(|number| format!("@name{number} ")).collect();
        assert_eq!(CommentText::parse(&many).unwrap().mentions.len(), MENTIONS);
    }

    proptest! {
        #[test]
        fn what_is_kept_is_kept_again(raw in "[<>/!?&;a-z\"'= \\n@#x\u{202e}\u{0}]{0,60}") {
            if let Ok(once) = CommentText::parse(&raw) {
                prop_assert!(!has_tag(&once.body));
                prop_assert_eq!(CommentText::parse(&once.body), Ok(once));
            }
        }
    }
}

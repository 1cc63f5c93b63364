//! Cue text of which only harmless markup is kept (W3C WebVTT, 3.5 and 6.4).
//!
//! Kept are `b`, `i`, `u`, `c`, `v`, `lang`, `ruby` and `rt`, balanced and with checked annotations; other tags go and
//! their text stays. Whatever is not a tag is escaped, so that no `<`, `>` or `&` of the input is ever read as markup.
//! Cleaning what is clean changes nothing.

use super::Language;
use super::time::take_time;

/// Deeper tags are left out.
const MAX_DEPTH: usize = 12;
/// Longer tags are no tags.
const MAX_TAG: usize = 500;
const MAX_ANNOTATION: usize = 100;
const NO_BREAK: char = '\u{a0}';

pub fn clean(markup: &str) -> String {
    let mut writer = Writer { open: Vec::new(), done: Frame::default() };
    let mut rest = markup;
    while let Some(letter) = rest.chars().next() {
        rest = match letter {
            '<' => take_tag(rest, &mut writer),
            '&' => take_reference(rest, &mut |letter| writer.letter(letter)),
            _ => {
                writer.letter(letter);
                rest.get(letter.len_utf8()..).unwrap_or_default()
            }
        };
    }
    while writer.close_one() {}
    let lines = writer.done.content.split('\n').map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// One element that is open, or the whole.
#[derive(Default)]
struct Frame {
    name: &'static str,
    /// The tag as it will be written.
    tag: String,
    content: String,
    /// Whether there is anything to read in it.
    has_text: bool,
}

struct Writer {
    open: Vec<Frame>,
    done: Frame,
}

impl Writer {
    fn top(&mut self) -> &mut Frame {
        self.open.last_mut().unwrap_or(&mut self.done)
    }

    fn letter(&mut self, letter: char) {
        let top = self.top();
        if letter.is_control() && letter != '\n' && letter != '\t' {
            return;
        }
        top.has_text |= !letter.is_whitespace() || letter == NO_BREAK;
        escape(letter, &mut top.content);
    }

    fn start(&mut self, name: &'static str, tag: String) {
        let misplaced = name == "rt" && self.top().name != "ruby";
        if self.open.len() < MAX_DEPTH && !misplaced {
            self.open.push(Frame { name, tag, ..Frame::default() });
        }
    }

    /// Closes the nearest element of this name, and those inside of it.
    fn end(&mut self, name: &str) {
        if !self.open.iter().any(|frame| frame.name == name) {
            return;
        }
        while self.open.last().is_some_and(|frame| frame.name != name) {
            self.close_one();
        }
        self.close_one();
    }

    /// An element around nothing leaves its blanks alone.
    fn close_one(&mut self) -> bool {
        let Some(frame) = self.open.pop() else {
            return false;
        };
        let top = self.top();
        top.has_text |= frame.has_text;
        if frame.has_text {
            top.content.push_str(&format!("<{}>{}</{}>", frame.tag, frame.content, frame.name));
        } else {
            top.content.push_str(&frame.content);
        }
        true
    }
}

fn escape(letter: char, into: &mut String) {
    match letter {
        '&' => into.push_str("&amp;"),
        '<' => into.push_str("&lt;"),
        '>' => into.push_str("&gt;"),
        NO_BREAK => into.push_str("&nbsp;"),
        '\u{200e}' => into.push_str("&lrm;"),
        '\u{200f}' => into.push_str("&rlm;"),
        other => into.push(other),
    }
}

/// Reads what `<` begins; gives what follows.
fn take_tag<'a>(text: &'a str, writer: &mut Writer) -> &'a str {
    let after = text.get(1..).unwrap_or_default();
    let begins = after.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '/');
    let tag = after.split_once('>').filter(|(inside, _)| begins && inside.len() <= MAX_TAG);
    let Some((inside, rest)) = tag else {
        writer.letter('<');
        return after;
    };
    if inside.starts_with(|letter: char| letter.is_ascii_digit()) {
        if take_time(inside).is_some_and(|(_, rest)| rest.is_empty()) {
            // When a word lights up is a matter of taste.
            return rest;
        }
        writer.letter('<');
        return after;
    }
    if let Some(name) = inside.strip_prefix('/') {
        writer.end(&name.trim().to_ascii_lowercase());
        return rest;
    }
    let length = inside.find(|letter: char| letter.is_whitespace()).unwrap_or(inside.len());
    let (head, annotation) = inside.split_at_checked(length).unwrap_or((inside, ""));
    let mut parts = head.split('.');
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let classes: String = parts.filter(|class| is_class(class)).map(|class| format!(".{class}")).collect();
    start(writer, &name, &classes, &clean_annotation(annotation));
    rest
}

fn start(writer: &mut Writer, name: &str, classes: &str, annotation: &str) {
    let plain = |name: &str| format!("{name}{classes}");
    match name {
        "b" => writer.start("b", plain("b")),
        "i" => writer.start("i", plain("i")),
        "u" => writer.start("u", plain("u")),
        "ruby" => writer.start("ruby", plain("ruby")),
        "rt" => writer.start("rt", plain("rt")),
        "c" if !classes.is_empty() => writer.start("c", plain("c")),
        "v" if !annotation.is_empty() => writer.start("v", format!("v{classes} {annotation}")),
        "lang" => {
            if let Some(language) = Language::parse(annotation) {
                writer.start("lang", format!("lang{classes} {language}"));
            }
        }
        _ => {}
    }
}

/// Letters, digits and dashes inside: a name that ends with a dash could end the tag as an arrow.
fn is_class(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=40).contains(&text.len())
        && text.bytes().all(|byte| is_word(byte) || byte == b'-')
        && text.bytes().last().is_some_and(is_word)
}

/// One line of escaped text that does not end with a dash.
fn clean_annotation(text: &str) -> String {
    let mut letters = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        rest = if letter == '&' {
            take_reference(rest, &mut |letter| letters.push(letter))
        } else {
            letters.push(letter);
            rest.get(letter.len_utf8()..).unwrap_or_default()
        };
    }
    let letters: String = letters.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let words = letters.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = words.chars().take(MAX_ANNOTATION).collect();
    let mut escaped = String::new();
    let ends = |letter: char| letter == '-' || letter.is_whitespace();
    short.trim_end_matches(ends).chars().for_each(|letter| escape(letter, &mut escaped));
    escaped
}

/// Reads a character reference, or the `&` that begins none; gives what follows.
fn take_reference<'a>(text: &'a str, put: &mut dyn FnMut(char)) -> &'a str {
    let after = text.get(1..).unwrap_or_default();
    let found = after.split_once(';').filter(|(name, _)| name.len() <= 10);
    match found.and_then(|(name, rest)| Some((referred(name)?, rest))) {
        Some((letter, rest)) => {
            put(letter);
            rest
        }
        None => {
            put('&');
            after
        }
    }
}

fn referred(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(NO_BREAK),
        "lrm" => Some('\u{200e}'),
        "rlm" => Some('\u{200f}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

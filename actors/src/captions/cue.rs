//! A cue, and what may be said of its place on the screen (W3C WebVTT, 3.4 and 3.5).

use super::clean::clean;

/// Text with harmless tags alone, balanced, on lines that are not empty; never empty as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueText(String);

impl CueText {
    /// Keeps of any markup what is harmless; `None` when nothing is left to read.
    #[must_use]
    pub fn clean(markup: &str) -> Option<Self> {
        Some(clean(markup)).filter(|text| !text.is_empty()).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Milliseconds on the video's timeline.
    pub start: u64,
    /// After the start.
    pub end: u64,
    pub settings: Settings,
    pub text: CueText,
}

/// Hundredths of a percent, 0 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(u16);

impl Percent {
    pub const WHOLE: u16 = 10_000;

    #[must_use]
    pub fn new(hundredths: u16) -> Option<Self> {
        (hundredths <= Self::WHOLE).then_some(Self(hundredths))
    }

    /// `12.5%`
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.strip_suffix('%').map(|number| number.split_once('.').unwrap_or((number, "")))?;
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || fraction.len() > 20 || !are_digits(whole) || !are_digits(fraction) {
            return None;
        }
        let hundredths: String = fraction.chars().chain("00".chars()).take(2).collect();
        let value = whole.parse::<u16>().ok()?.checked_mul(100)?.checked_add(hundredths.parse().ok()?)?;
        Self::new(value)
    }
}

impl std::fmt::Display for Percent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(formatter, "{whole}%"),
            (whole, rest) => write!(formatter, "{whole}.{rest:02}%"),
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($variant),* }

        impl $name {
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words!(
    /// Direction of writing, when it is not in lines.
    Vertical { RightToLeft = "rl", LeftToRight = "lr" }
);
words!(Align { Start = "start", Center = "center", End = "end", Left = "left", Right = "right" });
words!(LineAlign { Start = "start", Center = "center", End = "end" });
words!(PositionAlign { LineLeft = "line-left", Center = "center", LineRight = "line-right" });

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// From the top, or from the bottom when negative.
    Number(i16),
    Percent(Percent),
}

/// Where a cue is shown; `None` is the player's choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    pub vertical: Option<Vertical>,
    pub line: Option<(Line, Option<LineAlign>)>,
    pub position: Option<(Percent, Option<PositionAlign>)>,
    pub size: Option<Percent>,
    pub align: Option<Align>,
}

impl Settings {
    /// What is not understood is left out, as players do; regions are not kept.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut settings = Self::default();
        for (name, value) in text.split_ascii_whitespace().filter_map(|word| word.split_once(':')) {
            match name {
                "vertical" => settings.vertical = Vertical::parse(value).or(settings.vertical),
                "line" => settings.line = with_alignment(value, parse_line, LineAlign::parse).or(settings.line),
                "position" => {
                    settings.position =
                        with_alignment(value, Percent::parse, PositionAlign::parse).or(settings.position);
                }
                "size" => settings.size = Percent::parse(value).or(settings.size),
                // As an older draft had it.
                "align" if value == "middle" => settings.align = Some(Align::Center),
                "align" => settings.align = Align::parse(value).or(settings.align),
                _ => {}
            }
        }
        settings
    }
}

fn parse_line(text: &str) -> Option<Line> {
    if text.ends_with('%') {
        return Percent::parse(text).map(Line::Percent);
    }
    text.parse::<i16>().ok().filter(|number| (-1000..=1000).contains(number)).map(Line::Number)
}

fn with_alignment<T, A>(
    text: &str,
    value: impl Fn(&str) -> Option<T>,
    alignment: impl Fn(&str) -> Option<A>,
) -> Option<(T, Option<A>)> {
    match text.split_once(',') {
        None => Some((value(text)?, None)),
        Some((first, second)) => Some((value(first)?, Some(alignment(second)?))),
    }
}

//! Tags of languages (BCP 47, RFC 5646).

use oxilangtag::LanguageTag;

/// RFC 5646, 4.4.1, recommends room for 35 characters.
const MAX_LENGTH: usize = 35;
const UNDETERMINED: &str = "und";

/// A well-formed tag in its canonical case: `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(String);

impl Language {
    /// `None` when the text is no tag.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        Some(Self(LanguageTag::parse_and_normalize(text).ok()?.into_inner()))
    }

    /// The tag of nobody knows which language (RFC 5646, 4.1).
    #[must_use]
    pub fn undetermined() -> Self {
        Self(UNDETERMINED.to_owned())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same language under a tag of its own, for a second track: a private-use subtag (RFC 5646, 2.2.7) tells them
    /// apart.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        Self(format!("{}-x-{number}", self.0))
    }

    /// English name, with the script or region when the tag says one: `Portuguese (BR)`.
    #[must_use]
    pub fn name(&self) -> String {
        let Ok(tag) = LanguageTag::parse(self.0.as_str()) else {
            return self.0.clone();
        };
        let primary = tag.primary_language();
        let found = match primary.len() {
            2 => isolang::Language::from_639_1(primary),
            _ => isolang::Language::from_639_3(primary),
        };
        let name = found.map_or_else(|| self.0.clone(), |language| language.to_name().to_owned());
        let details: Vec<&str> = tag.script().into_iter().chain(tag.region()).collect();
        if details.is_empty() || found.is_none() { name } else { format!("{name} ({})", details.join(", ")) }
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_checked_and_brought_into_their_case() {
        for (text, tag, name) in [
            ("en", "en", "English"),
            ("PT-br", "pt-BR", "Portuguese (BR)"),
            ("zh-hant-tw", "zh-Hant-TW", "Chinese (Hant, TW)"),
            ("gsw", "gsw", "Swiss German"),
        ] {
            let language = Language::parse(text).unwrap();
            assert_eq!((language.as_str(), language.name().as_str()), (tag, name));
        }
        for text in ["", "e", "english language", "../../etc", "en_US", "en/us", "a.b", &"en-".repeat(20)] {
            assert_eq!(Language::parse(text), None, "{text}");
        }
        assert_eq!(Language::parse("en").unwrap().numbered(2), Language::parse("en-x-2").unwrap());
    }
}

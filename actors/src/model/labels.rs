//! Words by which a video is found: its tags are free, category and licence come from lists, its language is a BCP 47 tag.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::captions::Language;

/// Tags that a video has at most.
pub const MAX_TAGS: usize = 20;
/// Characters of a tag.
const TAG_LENGTH: std::ops::RangeInclusive<usize> = 1..=40;

/// A word that people give to videos, always written in the same way: composed (NFC), lower case, single spaces, no `#` before it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(String);

impl Tag {
    /// `None` when nothing is left of the text, too much, or what cannot be written on one line of a list.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_start_matches(|letter: char| letter == '#' || letter.is_whitespace());
        let text: String = text.to_lowercase().nfc().collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_plain = !text.chars().any(|letter| letter.is_control() || letter == ',');
        (is_plain && TAG_LENGTH.contains(&text.chars().count())).then_some(Self(text))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A tag and how many public videos have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    pub tag: Tag,
    pub videos: u64,
}

/// An enum whose variants are stable words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident => $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($variant),* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    };
}

words! {
    /// What a video is about.
    Category {
        Animals => "animals",
        Art => "art",
        Comedy => "comedy",
        Education => "education",
        Entertainment => "entertainment",
        Film => "film",
        Food => "food",
        Gaming => "gaming",
        HowTo => "how_to",
        Kids => "kids",
        Music => "music",
        News => "news",
        People => "people",
        Science => "science",
        Society => "society",
        Sports => "sports",
        Technology => "technology",
        Travel => "travel",
        Vehicles => "vehicles",
    }
}

words! {
    /// What others may do with a video. The `cc_` ones are Creative Commons 4.0, `cc0` is its dedication 1.0.
    Licence {
        AllRightsReserved => "all_rights_reserved",
        By => "cc_by",
        BySa => "cc_by_sa",
        ByNd => "cc_by_nd",
        ByNc => "cc_by_nc",
        ByNcSa => "cc_by_nc_sa",
        ByNcNd => "cc_by_nc_nd",
        Zero => "cc0",
        PublicDomain => "public_domain",
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VideoLabels {
    /// Each once, in the order of the owner.
    pub tags: Vec<Tag>,
    pub category: Option<Category>,
    pub language: Option<Language>,
    pub licence: Option<Licence>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_written_in_one_way() {
        for (text, tag) in [
            ("Rust", Some("rust")),
            ("  #Rust  Lang ", Some("rust lang")),
            ("# #x", Some("x")),
            ("A\u{30a}ngstro\u{308}m", Some("\u{e5}ngstr\u{f6}m")),
            ("日本", Some("日本")),
            ("", None),
            (" # ", None),
            ("a,b", None),
            ("a\u{0}b", None),
        ] {
            assert_eq!(Tag::parse(text).as_ref().map(Tag::as_str), tag, "{text:?}");
        }
        assert!(Tag::parse(&"é".repeat(40)).is_some() && Tag::parse(&"é".repeat(41)).is_none());
        let once = Tag::parse("#Straße  İ").unwrap();
        assert_eq!(Tag::parse(once.as_str()), Some(once.clone()), "what is written so stays so");
    }

    #[test]
    fn words_of_lists_come_back() {
        assert!(Category::ALL.iter().all(|one| Category::parse(one.as_str()) == Some(*one)));
        assert!(Licence::ALL.iter().all(|one| Licence::parse(one.as_str()) == Some(*one)));
        assert_eq!((Category::parse("Music"), Licence::parse("")), (None, None));
    }
}

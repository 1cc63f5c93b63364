//! Tags, category, language and licence of a video, as people send them.

use playhouse_actors::captions::Language;
use playhouse_actors::model::{Category, Licence, MAX_TAGS, Tag};

/// What came; an empty word takes back what was there.
#[derive(Debug, Default)]
pub struct LabelTexts<'a> {
    pub tags: Option<Vec<&'a str>>,
    pub category: Option<&'a str>,
    pub language: Option<&'a str>,
    pub licence: Option<&'a str>,
}

/// What it says; `None` leaves as it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Labels {
    pub tags: Option<Vec<Tag>>,
    pub category: Option<Option<Category>>,
    pub language: Option<Option<Language>>,
    pub licence: Option<Option<Licence>>,
}

/// What is wrong: a JSON pointer and a sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct LabelProblem {
    pub pointer: String,
    pub detail: &'static str,
}

/// # Errors
/// Everything that is wrong.
pub fn read(texts: &LabelTexts<'_>) -> Result<Labels, Vec<LabelProblem>> {
    let mut problems = Vec::new();
    let labels = Labels {
        tags: texts.tags.as_ref().map(|tags| read_tags(tags, &mut problems)),
        category: word(
            texts.category,
            Category::parse,
            ("/category", "This is no category that Playhouse knows."),
            &mut problems,
        ),
        language: word(
            texts.language,
            Language::parse,
            ("/language", "A language is a BCP 47 tag such as `en` or `pt-BR`."),
            &mut problems,
        ),
        licence: word(
            texts.licence,
            Licence::parse,
            ("/licence", "This is no licence that Playhouse knows."),
            &mut problems,
        ),
    };
    if problems.is_empty() { Ok(labels) } else { Err(problems) }
}

/// Each once, in their order.
fn read_tags(texts: &[&str], problems: &mut Vec<LabelProblem>) -> Vec<Tag> {
    let mut tags = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        match Tag::parse(text) {
            Some(tag) if tags.contains(&tag) => {}
            Some(tag) => tags.push(tag),
            None => problems.push(LabelProblem {
                pointer: format!("/tags/{number}"),
                detail: "A tag has 1 to 40 characters on one line, and no comma.",
            }),
        }
    }
    if tags.len() > MAX_TAGS {
        problems.push(LabelProblem { pointer: "/tags".to_owned(), detail: "A video has at most 20 tags." });
    }
    tags
}

fn word<T>(
    text: Option<&str>,
    parse: fn(&str) -> Option<T>,
    (pointer, detail): (&str, &'static str),
    problems: &mut Vec<LabelProblem>,
) -> Option<Option<T>> {
    let text = text?;
    if text.is_empty() {
        return Some(None);
    }
    let known = parse(text);
    if known.is_none() {
        problems.push(LabelProblem { pointer: pointer.to_owned(), detail });
    }
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(texts: &[&str]) -> Result<Vec<String>, Vec<String>> {
        let read = read(&LabelTexts { tags: Some(texts.to_vec()), ..LabelTexts::default() });
        let tags =
            read.map(|labels| labels.tags.unwrap_or_default().iter().map(|tag| tag.as_str().to_owned()).collect());
        tags.map_err(|problems| problems.into_iter().map(|problem| problem.pointer).collect())
    }

    #[test]
    fn tags_come_once_and_in_order_and_not_too_many() {
        assert_eq!(tags(&["B", "#a", "b", "A "]), Ok(vec!["b".to_owned(), "a".to_owned()]));
        assert_eq!(tags(&["a", "", "x,y"]), Err(vec!["/tags/1".to_owned(), "/tags/2".to_owned()]));
        let many: Vec<String> = (0..21).map(|number| format!("tag {number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(tags(&many[..20]).map(|tags| tags.len()), Ok(20));
        assert_eq!(tags(&many), Err(vec!["/tags".to_owned()]));
    }

    #[test]
    fn an_empty_word_takes_back_and_a_missing_one_leaves() {
        let texts = LabelTexts { category: Some("music"), language: Some(""), ..LabelTexts::default() };
        let labels = Labels { category: Some(Some(Category::Music)), language: Some(None), ..Labels::default() };
        assert_eq!(read(&texts), Ok(labels));
        let texts = LabelTexts { language: Some("no language"), licence: Some("wtfpl"), ..LabelTexts::default() };
        let pointers: Vec<String> = read(&texts).unwrap_err().into_iter().map(|problem| problem.pointer).collect();
        assert_eq!(pointers, ["/language", "/licence"]);
    }
}

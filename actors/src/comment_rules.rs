//! The server's rules about the text of comments, compiled, and changed while the server runs.
//!
//! Words are compared as people read them: without case, accents, what cannot be seen, and with letters of other scripts
//! that look alike (UTS #39 calls them confusables) folded onto Latin ones; whole words only, so that a rule about a short
//! word leaves longer ones alone.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::{AuthorFacts, HostRule, LinkRule, RuleAction, TextRules, Timestamp};

const DAY: Duration = Duration::from_secs(86_400);
/// So many letters with something between them are read as a word.
const SPELLED_OUT: usize = 3;

/// What becomes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    Publish,
    Hold,
    Refuse,
}

impl From<Option<RuleAction>> for Judgement {
    fn from(action: Option<RuleAction>) -> Self {
        match action {
            None => Self::Publish,
            Some(RuleAction::Hold) => Self::Hold,
            Some(RuleAction::Refuse) => Self::Refuse,
        }
    }
}

/// The rules that hold now; cheap to clone, all clones are one.
#[derive(Clone)]
pub struct CommentRules(Arc<watch::Sender<Arc<Compiled>>>);

impl CommentRules {
    #[must_use]
    pub fn new(rules: &TextRules) -> Self {
        Self(Arc::new(watch::Sender::new(Arc::new(Compiled::new(rules)))))
    }

    /// What is judged from now on is judged by these.
    pub fn set(&self, rules: &TextRules) {
        self.0.send_replace(Arc::new(Compiled::new(rules)));
    }

    /// `hosts`: where the text's links lead, in lower case.
    #[must_use]
    pub fn judge(&self, body: &str, hosts: &[&str], author: &AuthorFacts, now: Timestamp) -> Judgement {
        let rules = Arc::clone(&self.0.borrow());
        rules.of_words(body).max(rules.of_links(hosts, author, now)).into()
    }
}

/// What follows a word in a phrase, and what becomes of it.
type Phrase = (Vec<String>, RuleAction);

struct Compiled {
    /// By the first word of each.
    phrases: HashMap<String, Vec<Phrase>>,
    hosts: Vec<HostRule>,
    links: Option<LinkRule>,
}

impl Compiled {
    fn new(rules: &TextRules) -> Self {
        let mut phrases: HashMap<String, Vec<Phrase>> = HashMap::new();
        for rule in &rules.words {
            for reading in readings(&rule.word) {
                let mut words = reading.into_iter();
                if let Some(first) = words.next() {
                    phrases.entry(first).or_default().push((words.collect(), rule.action));
                }
            }
        }
        let hosts = rules.hosts.iter().map(|rule| HostRule { host: rule.host.to_lowercase(), ..rule.clone() });
        Self { phrases, hosts: hosts.collect(), links: rules.links.clone() }
    }

    fn of_words(&self, body: &str) -> Option<RuleAction> {
        if self.phrases.is_empty() {
            return None;
        }
        readings(body).into_iter().filter_map(|words| self.of_reading(&words)).max()
    }

    fn of_reading(&self, words: &[String]) -> Option<RuleAction> {
        let at = |place: usize| {
            let (first, rest) = words.get(place..)?.split_first()?;
            let phrases = self.phrases.get(first)?.iter();
            phrases.filter(|(phrase, _)| rest.starts_with(phrase)).map(|(_, action)| *action).max()
        };
        (0..words.len()).filter_map(at).max()
    }

    fn of_links(&self, hosts: &[&str], author: &AuthorFacts, now: Timestamp) -> Option<RuleAction> {
        let is_below = |host: &str, rule: &str| {
            host.strip_suffix(rule).is_some_and(|below| below.is_empty() || below.ends_with('.'))
        };
        let blocked = self.hosts.iter().filter(|rule| hosts.iter().any(|host| is_below(host, &rule.host)));
        let of_newcomer = self.links.as_ref().filter(|rule| !hosts.is_empty() && is_new(rule, author, now));
        blocked.map(|rule| rule.action).chain(of_newcomer.map(|rule| rule.action)).max()
    }
}

fn is_new(rule: &LinkRule, author: &AuthorFacts, now: Timestamp) -> bool {
    let age = now.minus(DAY.saturating_mul(rule.min_account_days));
    author.account_since > age || author.published < u64::from(rule.min_published)
}

/// The words of a text in every way in which it may be meant: as they stand, with digits and signs read as letters, and
/// with letters that stand alone read together.
fn readings(text: &str) -> Vec<Vec<String>> {
    let plain: String =
        text.nfkd().filter(|letter| !is_unseen(*letter)).flat_map(char::to_lowercase).map(fold).collect();
    // Signs alone say nothing.
    let is_said = plain.chars().any(char::is_alphabetic);
    let signs: String = if is_said { plain.chars().map(sign).collect() } else { plain.clone() };
    let mut readings = vec![words(&plain)];
    if signs != plain {
        readings.push(words(&signs));
    }
    let spelled: Vec<_> = readings.iter().filter_map(|words| spelled_out(words)).collect();
    readings.extend(spelled);
    readings
}

fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Runs of single letters as words; none when there is no run.
fn spelled_out(words: &[String]) -> Option<Vec<String>> {
    let is_letter = |word: &String| word.chars().nth(1).is_none();
    let runs = words.chunk_by(|first, second| is_letter(first) && is_letter(second));
    let runs: Vec<String> = runs.filter(|run| run.len() >= SPELLED_OUT).map(<[String]>::concat).collect();
    (!runs.is_empty()).then_some(runs)
}

/// Marks on letters, and characters without any width.
fn is_unseen(letter: char) -> bool {
    is_combining_mark(letter)
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// The Latin letter that a lower-case letter looks like.
fn fold(letter: char) -> char {
    match letter {
        'а' | 'α' | 'ɑ' => 'a',
        'в' | 'ь' | 'β' => 'b',
        'с' | 'ϲ' | 'ᴄ' => 'c',
        'ԁ' | 'đ' | 'ð' => 'd',
        'е' | 'ε' | 'ҽ' | 'є' | 'ə' => 'e',
        'ƒ' => 'f',
        'ɡ' | 'ց' => 'g',
        'н' | 'һ' | 'ħ' | 'հ' => 'h',
        'і' | 'ι' | 'ı' | 'ɩ' | 'ӏ' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ł' | 'ⅼ' => 'l',
        'м' | 'μ' => 'm',
        'п' | 'η' | 'ո' => 'n',
        'о' | 'ο' | 'σ' | 'ø' | 'օ' | 'ɵ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' | 'զ' => 'q',
        'г' => 'r',
        'ѕ' | 'ꜱ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ω' | 'ш' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ү' => 'y',
        'ᴢ' | 'ʐ' => 'z',
        other => other,
    }
}

/// The letter that a digit or a sign stands for.
fn sign(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WordRule;

    const NOW: Timestamp = Timestamp(1_000 * 86_400 * 1_000_000);

    fn known() -> AuthorFacts {
        AuthorFacts { account_since: Timestamp(0), published: 100 }
    }

    fn rules(words: &[(&str, RuleAction)]) -> CommentRules {
        let words = words.iter().map(|(word, action)| WordRule { word: (*word).to_owned(), action: *action });
        CommentRules::new(&TextRules { words: words.collect(), ..TextRules::default() })
    }

    #[test]
    fn threat_57_a_word_is_found_in_any_dress() {
        let rules = rules(&[("viagra", RuleAction::Refuse), ("buy now", RuleAction::Hold)]);
        let judge = |body: &str| rules.judge(body, &[], &known(), NOW);
        for body in [
            "viagra",
            "Cheap VIAGRA!",
            "vіаgrа",
            "ѵіаɡга",
            "v\u{200b}iagra",
            "via\u{301}gra",
            "ｖｉａｇｒａ",
            "𝓿𝓲𝓪𝓰𝓻𝓪",
            "v1agr@",
            "v!agra",
            "v i a g r a",
            "v.i.a.g.r.a",
            "@viagra",
            "viagra+",
            "(viagra)",
            "buy now viagra",
        ] {
            assert_eq!(judge(body), Judgement::Refuse, "{body}");
        }
        for body in ["buy now", "Buy  NOW!", "buy\nnow", "BUY-NOW", "b u y n o w, buy n0w"] {
            assert_eq!(judge(body), Judgement::Hold, "{body}");
        }
        for body in ["viagrafical", "a via gra", "buy it now", "now buy", "", "я тебя люблю", "I a m"] {
            assert_eq!(judge(body), Judgement::Publish, "{body}");
        }
    }

    #[test]
    fn a_rule_with_signs_of_its_own_is_found_as_written_and_as_read() {
        let rules = rules(&[("l33t", RuleAction::Hold), ("!!!", RuleAction::Refuse)]);
        let judge = |body: &str| rules.judge(body, &[], &known(), NOW);
        assert_eq!(judge("so L33T"), Judgement::Hold);
        assert_eq!(judge("so leet"), Judgement::Hold);
        assert_eq!(judge("so left"), Judgement::Publish);
    }

    #[test]
    fn links_are_held_by_host_and_of_those_who_are_new() {
        let hosts = vec![HostRule { host: "Bad.example".into(), action: RuleAction::Refuse }];
        let links = Some(LinkRule { min_account_days: 7, min_published: 3, action: RuleAction::Hold });
        let rules = CommentRules::new(&TextRules { words: Vec::new(), hosts, links });
        let judge = |hosts: &[&str], author: &AuthorFacts| rules.judge("text", hosts, author, NOW);
        assert_eq!(judge(&["bad.example"], &known()), Judgement::Refuse);
        assert_eq!(judge(&["good.example", "www.bad.example"], &known()), Judgement::Refuse);
        assert_eq!(judge(&["notbad.example", "bad.example.org"], &known()), Judgement::Publish);
        let young = AuthorFacts { account_since: NOW.minus(DAY * 6), published: 100 };
        let quiet = AuthorFacts { account_since: Timestamp(0), published: 2 };
        for new in [young, quiet] {
            assert_eq!(judge(&["good.example"], &new), Judgement::Hold);
            assert_eq!(judge(&["bad.example"], &new), Judgement::Refuse);
            assert_eq!(judge(&[], &new), Judgement::Publish);
        }
    }

    #[test]
    fn a_change_is_seen_by_everybody_at_once() {
        let rules = rules(&[]);
        let elsewhere = rules.clone();
        assert_eq!(elsewhere.judge("spam", &[], &known(), NOW), Judgement::Publish);
        let words = vec![WordRule { word: "spam".into(), action: RuleAction::Hold }];
        rules.set(&TextRules { words, ..TextRules::default() });
        assert_eq!(elsewhere.judge("spam", &[], &known(), NOW), Judgement::Hold);
    }
}

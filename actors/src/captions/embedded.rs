//! Subtitles that a source carries, from a worker's words to cues.

use playhouse_pipelines::subtitles::{SubtitleCue, SubtitleFormat};

use super::cue::{Cue, CueText};
use super::read::without_overrides;
use super::{MAX_CUE_CHARS, MAX_CUES, MAX_TIME};

/// Fields of an event in front of its text: order, layer, style, name, three margins, effect.
const FIELDS_BEFORE_TEXT: usize = 8;

/// What can be shown of a track, in the order of the starts; what is past a limit is left out.
#[must_use]
pub fn from_source(format: SubtitleFormat, found: &[SubtitleCue]) -> Vec<Cue> {
    let mut cues: Vec<Cue> = found.iter().filter_map(|cue| read(format, cue)).take(MAX_CUES).collect();
    cues.sort_by_key(|cue| cue.start);
    cues
}

fn read(format: SubtitleFormat, cue: &SubtitleCue) -> Option<Cue> {
    let (settings, text) = match format {
        SubtitleFormat::Text => without_overrides(&cue.text),
        SubtitleFormat::SubStation => {
            let text = cue.text.splitn(FIELDS_BEFORE_TEXT + 1, ',').nth(FIELDS_BEFORE_TEXT)?;
            (without_overrides(text).0, from_sub_station(text))
        }
    };
    let text = CueText::clean(&text).filter(|text| text.as_str().chars().count() <= MAX_CUE_CHARS)?;
    let fits = cue.start < cue.end && cue.end <= MAX_TIME;
    fits.then_some(Cue { start: cue.start, end: cue.end, settings, text })
}

/// Text of SubStation Alpha as markup: bold, italic and underlined are kept, drawings are dropped.
fn from_sub_station(text: &str) -> String {
    let mut markup = String::new();
    let mut draws = false;
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, after) = rest.split_once('{').unwrap_or((rest, ""));
        if !draws {
            markup.push_str(&escaped(plain));
        }
        let Some((codes, following)) = after.split_once('}') else {
            break;
        };
        for code in codes.split('\\').skip(1) {
            apply(code.trim(), &mut markup, &mut draws);
        }
        rest = following;
    }
    markup
}

fn apply(code: &str, markup: &mut String, draws: &mut bool) {
    if let Some(scale) = code.strip_prefix('p').filter(|scale| scale.bytes().all(|byte| byte.is_ascii_digit())) {
        *draws = scale.parse::<u32>().is_ok_and(|scale| scale > 0);
    }
    for tag in ["b", "i", "u"] {
        match code.strip_prefix(tag) {
            Some("1") => markup.push_str(&format!("<{tag}>")),
            Some("0") => markup.push_str(&format!("</{tag}>")),
            _ => {}
        }
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", "&nbsp;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<Cue> {
        let cue = SubtitleCue { start: 1, end: 2, text: format!("0,0,Default,,0,0,0,,{text}") };
        from_source(SubtitleFormat::SubStation, &[cue]).pop()
    }

    #[test]
    fn sub_station_keeps_its_words_and_its_slant() {
        let cue = shown("{\\an8}{\\i1\\fs20}Hello,{\\i0} you\\Nand <you> & me").unwrap();
        assert_eq!(cue.text.as_str(), "<i>Hello,</i> you\nand &lt;you&gt; &amp; me");
        assert!(cue.settings.line.is_some());
        assert_eq!(shown("{\\p1}m 0 0 l 100 0{\\p0}"), None);
        assert_eq!(shown("{\\pos(1,2)}words").unwrap().text.as_str(), "words");
        assert_eq!(shown("a {broken").unwrap().text.as_str(), "a");
    }
}

//! Chapters of a video: named places on its timeline, set by its owner.

/// Chapters that a video has at most.
pub const MAX_CHAPTERS: usize = 100;
/// Characters of a title.
pub const CHAPTER_TITLE: std::ops::RangeInclusive<usize> = 1..=100;

#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Seconds into the video; it lasts until the next one begins.
    pub start_seconds: f64,
    pub title: String,
}

/// What is wrong with the chapter at this place of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChapterProblem {
    /// The first one begins at 0.
    NotAtStart,
    NotGrowing,
    /// At or after the end of the video.
    AfterEnd,
    Title,
}

/// Whether these may be the chapters of a video of this duration, as far as that is known; nothing is wrong with none at all.
#[must_use]
pub fn chapter_problems(chapters: &[Chapter], duration_seconds: Option<f64>) -> Vec<(usize, ChapterProblem)> {
    let mut problems = Vec::new();
    let mut last = None;
    for (number, chapter) in chapters.iter().enumerate() {
        let start = chapter.start_seconds;
        let is_after_last = start.is_finite() && last.is_none_or(|last| start > last);
        let problem = match last {
            None if start != 0.0 => Some(ChapterProblem::NotAtStart),
            _ if !is_after_last => Some(ChapterProblem::NotGrowing),
            _ if number > 0 && duration_seconds.is_some_and(|end| start >= end) => Some(ChapterProblem::AfterEnd),
            _ => None,
        };
        problems.extend(problem.map(|problem| (number, problem)));
        let is_title = CHAPTER_TITLE.contains(&chapter.title.chars().count())
            && !chapter.title.chars().any(char::is_control)
            && chapter.title.trim() == chapter.title;
        if !is_title {
            problems.push((number, ChapterProblem::Title));
        }
        last = Some(start);
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapters(starts: &[f64]) -> Vec<Chapter> {
        starts.iter().map(|start| Chapter { start_seconds: *start, title: "A part".to_owned() }).collect()
    }

    #[test]
    fn chapters_begin_at_the_start_and_grow_to_before_the_end() {
        let problems = |starts: &[f64]| chapter_problems(&chapters(starts), Some(60.0));
        assert!(problems(&[]).is_empty());
        assert!(problems(&[0.0, 10.5, 59.9]).is_empty());
        assert_eq!(problems(&[1.0, 2.0]), [(0, ChapterProblem::NotAtStart)]);
        assert_eq!(problems(&[0.0, 5.0, 5.0]), [(2, ChapterProblem::NotGrowing)]);
        assert_eq!(problems(&[0.0, f64::NAN]), [(1, ChapterProblem::NotGrowing)]);
        assert_eq!(problems(&[0.0, 60.0]), [(1, ChapterProblem::AfterEnd)]);
        assert!(chapter_problems(&chapters(&[0.0, 1e6]), None).is_empty(), "nobody knows how long it will be");
    }

    #[test]
    fn titles_are_one_line_of_1_to_100_characters() {
        for (title, is_right) in [
            ("Ärger", true),
            ("", false),
            (" ", false),
            ("a\nb", false),
            (&"é".repeat(100), true),
            (&"é".repeat(101), false),
        ] {
            let chapter = Chapter { start_seconds: 0.0, title: title.to_owned() };
            assert_eq!(chapter_problems(&[chapter], None).is_empty(), is_right, "{title:?}");
        }
    }
}

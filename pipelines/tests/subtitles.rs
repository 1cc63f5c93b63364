//! Text beside the film: found with its language and times, in what every container calls it; and nothing else changes.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use playhouse_pipelines::subtitles::SubtitleFormat;

    use crate::support::*;

    const PICTURE: &str = "-f lavfi -i testsrc2=size=160x90:rate=25:duration=3";

    fn script(folder: &Path, name: &str, word: &str) -> String {
        let path = folder.join(name);
        let text = format!(
            "1\n00:00:00,500 --> 00:00:01,000\n{word} <i>one</i>\n\n2\n00:00:01,500 --> 00:00:02,250\nA & B < C\n\n"
        );
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// Language, format and cues of a track.
    type Told = (Option<String>, SubtitleFormat, Vec<(u64, u64, String)>);

    fn told(made: &Ingested) -> Vec<Told> {
        let cues = |list: &[playhouse_pipelines::subtitles::SubtitleCue]| {
            list.iter().map(|cue| (cue.start, cue.end, cue.text.clone())).collect()
        };
        made.subtitles.iter().map(|(info, list)| (info.language.clone(), info.format, cues(list))).collect()
    }

    fn with_scripts(name: &str, codecs: &str) -> Ingested {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (script(folder.path(), "a.srt", "English"), script(folder.path(), "b.srt", "Deutsch"));
        let arguments = format!(
            "{PICTURE} -i {first} -i {second} -map 0 -map 1 -map 2 -c:v libx264 -pix_fmt yuv420p -g 25 {codecs} \
             -metadata:s:s:0 language=eng -metadata:s:s:1 language=ger -metadata:s:s:1 title=Lang"
        );
        let path = make(folder.path(), name, &arguments);
        let made = ingest(&path).unwrap();
        assert_eq!(made.frames(), 75);
        made
    }

    #[test]
    fn sub_rip_and_sub_station_in_matroska() {
        let made = with_scripts("film.mkv", "-c:s:0 srt -c:s:1 ass");
        let told = told(&made);
        assert_eq!((told[0].0.as_deref(), told[0].1), (Some("en"), SubtitleFormat::Text));
        assert_eq!((told[1].0.as_deref(), told[1].1), (Some("de"), SubtitleFormat::SubStation));
        assert_eq!(made.subtitles[1].0.title.as_deref(), Some("Lang"));
        assert_eq!((told[0].2[0].0, told[0].2[0].1), (500, 1000));
        assert_eq!((told[1].2[1].0, told[1].2[1].1), (1500, 2250));
        assert!(told[0].2[0].2.contains("English") && told[1].2[0].2.ends_with("Deutsch {\\i1}one{\\i0}"), "{told:?}");
    }

    #[test]
    fn web_vtt_in_matroska() {
        let told = told(&with_scripts("film.mkv", "-c:s webvtt"));
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!((told[0].2[1].0, told[0].2[1].1), (1500, 2250), "{told:?}");
    }

    #[test]
    fn timed_text_in_mp4() {
        let told = told(&with_scripts("film.mp4", "-c:s mov_text"));
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!((told[0].0.as_deref(), told[1].0.as_deref()), (Some("en"), Some("de")));
        for (_, format, cues) in &told {
            assert_eq!((*format, cues.len()), (SubtitleFormat::Text, 2), "{told:?}");
            assert_eq!((cues[0].0, cues[0].1, cues[1].0, cues[1].1), (500, 1000, 1500, 2250));
            assert!(cues[0].2.contains("one"), "{told:?}");
        }
    }

    #[test]
    fn pictures_of_text_and_names_of_chapters_are_no_subtitles() {
        let folder = tempfile::tempdir().unwrap();
        let chapters = folder.path().join("chapters.txt");
        let text = ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=1\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1\nSTART=1\nEND=3\ntitle=Two\n";
        std::fs::write(&chapters, text).unwrap();
        let arguments =
            format!("{PICTURE} -i {} -map_metadata 1 -c:v libx264 -pix_fmt yuv420p -g 25", chapters.display());
        for name in ["film.mp4", "film.mov", "film.mkv"] {
            let made = ingest(&make(folder.path(), name, &arguments)).unwrap();
            assert_eq!((made.frames(), told(&made).len()), (75, 0), "{name}: {:?}", told(&made));
        }
        let script = script(folder.path(), "a.srt", "English");
        let arguments = format!(
            "{PICTURE} -f lavfi -i color=black:size=160x90:rate=1:duration=1 -i {script} -map 0 -map 2 -c:v libx264 -pix_fmt yuv420p -c:s srt"
        );
        let made = ingest(&make(folder.path(), "plain.mkv", &arguments)).unwrap();
        assert_eq!(told(&made).len(), 1);
    }
}

//! Names of stills, and the storyboard's WebVTT.
//!
//! Names carry the number of the still, so that what is behind a name never changes; the storyboard's WebVTT is there when
//! every sheet is.

use playhouse_actors::model::{StillRecord, StillSet, Storyboard, VideoState};
use playhouse_pipelines::report::StillKind;

/// URLs of a video's stills, below the prefix of its media; a video that failed has none.
#[derive(Debug, Default)]
pub struct StillUrls {
    pub poster: Option<String>,
    pub storyboard: Option<String>,
    pub preview: Option<String>,
}

#[must_use]
pub fn urls(prefix: &str, set: &StillSet, state: VideoState) -> StillUrls {
    if state == VideoState::Failed {
        return StillUrls::default();
    }
    let url = |record: &StillRecord| still_url(prefix, record);
    StillUrls {
        poster: set.poster().map(url),
        storyboard: set.storyboard().map(|_| format!("{prefix}/storyboard.vtt")),
        preview: set.newest(StillKind::Preview).map(url),
    }
}

#[must_use]
pub fn still_url(prefix: &str, record: &StillRecord) -> String {
    let number = record.number;
    match record.kind {
        StillKind::Poster => format!("{prefix}/poster-{number}.jpg"),
        StillKind::Candidates => format!("{prefix}/candidates-{number}.jpg"),
        StillKind::Storyboard => format!("{prefix}/{}", sheet_name(number)),
        StillKind::Preview => format!("{prefix}/preview-{number}.mp4"),
    }
}

fn sheet_name(number: u32) -> String {
    format!("storyboard-{number}.jpg")
}

/// The storyboard as WebVTT: a cue a tile, whose text is a sheet and a part of it (Media Fragments, section 4.2.2).
#[must_use]
pub fn write_vtt(board: &Storyboard, set: &StillSet, seconds: f64) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for sheet in (0..board.sheets()).filter(|sheet| set.get(StillKind::Storyboard, *sheet).is_some()) {
        for tile in board.tiles_of(sheet) {
            let (start, place) = (board.start(tile), board.place(tile));
            let end = board.start(tile + 1);
            // The last cue reaches to the end, wherever rounding has put it.
            let end = if tile + 1 == board.tiles { end.max(seconds) } else { end };
            text.push_str(&format!(
                "\n{} --> {}\n{}#xywh={},{},{},{}\n",
                vtt_time(start),
                vtt_time(end),
                sheet_name(sheet),
                place.x,
                place.y,
                board.tile_width,
                board.tile_height
            ));
        }
    }
    text
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "durations are bounded by ingest")]
fn vtt_time(seconds: f64) -> String {
    let millis = (seconds.max(0.0) * 1000.0).round() as u64;
    let (hours, minutes) = (millis / 3_600_000, millis / 60_000 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{:03}", millis / 1000 % 60, millis % 1000)
}

#[cfg(test)]
mod tests {
    use playhouse_actors::model::{Standing, StillDetail};

    use super::*;

    fn sheet(number: u32) -> StillRecord {
        StillRecord {
            kind: StillKind::Storyboard,
            number,
            length: 1,
            hash: String::new(),
            width: 1,
            height: 1,
            detail: StillDetail::default(),
            standing: Standing::Shown,
        }
    }

    #[test]
    fn every_tile_has_a_cue_that_points_into_its_sheet() {
        let board = Storyboard::new(10.4, (1920, 1080));
        let set = StillSet { records: vec![sheet(0)], is_complete: true };
        let text = write_vtt(&board, &set, 10.4);
        let cues: Vec<&str> = text.split("\n\n").collect();
        assert_eq!(cues.len(), 12);
        assert_eq!(cues[0], "WEBVTT");
        assert_eq!(cues[1], "00:00:00.000 --> 00:00:01.000\nstoryboard-0.jpg#xywh=0,0,160,90");
        assert_eq!(cues[9], "00:00:08.000 --> 00:00:09.000\nstoryboard-0.jpg#xywh=0,90,160,90");
        assert_eq!(cues[11], "00:00:10.000 --> 00:00:11.000\nstoryboard-0.jpg#xywh=320,90,160,90\n");
    }

    #[test]
    fn a_sheet_that_could_not_be_made_has_no_cues() {
        let board = Storyboard::new(3600.0, (1920, 1080));
        let set = StillSet { records: vec![sheet(0), sheet(2)], is_complete: true };
        let text = write_vtt(&board, &set, 3600.0);
        assert!(text.contains("storyboard-2.jpg") && !text.contains("storyboard-1.jpg"));
        assert!(text.contains("\n00:21:20.000 --> 00:21:30.000\nstoryboard-2.jpg#xywh=0,0,160,90\n"), "{text}");
    }
}

//! Still pictures of a video: posters, the storyboard, the preview.

use playhouse_pipelines::report::StillKind;
use serde::{Deserialize, Serialize};

use super::Storyboard;

/// Where a poster comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PosterOrigin {
    /// Of a film of which only the beginning was known.
    Early,
    /// The best of some frames, chosen by us.
    Automatic,
    /// A frame that its owner has chosen.
    Frame,
    /// An image that its owner has uploaded.
    Image,
}

/// A frame that was looked at for a poster.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PosterCandidate {
    /// Seconds.
    pub at: f64,
    /// 0 to 1.
    pub score: f64,
}

/// What is known of a still besides its bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StillDetail {
    /// Of a poster.
    pub origin: Option<PosterOrigin>,
    /// Of a strip of candidates, from left to right.
    pub candidates: Vec<PosterCandidate>,
    /// Of a sheet of a storyboard: where its tiles lie, and those of all other sheets.
    pub storyboard: Option<Storyboard>,
}

/// A still that exists: what must be true of its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct StillRecord {
    pub kind: StillKind,
    /// Of a sheet its place in the storyboard; otherwise counts up whenever there is a new one, so that a URL with the
    /// number in it never changes its meaning.
    pub number: u32,
    pub length: u64,
    /// SHA-256 of the bytes, lower-case hex.
    pub hash: String,
    pub width: u32,
    pub height: u32,
    pub detail: StillDetail,
    pub standing: Standing,
}

/// What becomes of a still when a better one takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Shown,
    /// Its URL is no longer given out, but works for a while: it was given out moments ago.
    Retired,
    /// Its bytes are gone; the record is kept so that its number is not given again.
    Gone,
}

impl StillRecord {
    fn is_shown(&self) -> bool {
        self.standing == Standing::Shown
    }

    /// Whether it is a poster that waits for a better one.
    #[must_use]
    pub fn is_early(&self) -> bool {
        self.kind == StillKind::Poster && self.detail.origin == Some(PosterOrigin::Early) && self.is_shown()
    }

    /// Whether it is a poster that the owner wanted.
    #[must_use]
    pub fn is_chosen(&self) -> bool {
        let by_owner = matches!(self.detail.origin, Some(PosterOrigin::Frame | PosterOrigin::Image));
        self.kind == StillKind::Poster && by_owner && self.is_shown()
    }
}

/// Every still of one version of a video's media.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StillSet {
    pub records: Vec<StillRecord>,
    /// Everything that can be made has been made.
    pub is_complete: bool,
}

impl StillSet {
    fn shown(&self, kind: StillKind) -> impl Iterator<Item = &StillRecord> {
        self.records.iter().filter(move |record| record.kind == kind && record.is_shown())
    }

    pub fn retire_posters(&mut self, numbers: &[u32]) {
        let posters = self.records.iter_mut().filter(|record| record.kind == StillKind::Poster);
        posters
            .filter(|record| numbers.contains(&record.number))
            .for_each(|record| record.standing = Standing::Retired);
    }

    #[must_use]
    pub fn get(&self, kind: StillKind, number: u32) -> Option<&StillRecord> {
        self.shown(kind).find(|record| record.number == number)
    }

    /// A still whose bytes are kept, shown or not.
    #[must_use]
    pub fn kept(&self, kind: StillKind, number: u32) -> Option<&StillRecord> {
        let is_it = |record: &&StillRecord| record.kind == kind && record.number == number;
        self.records.iter().find(is_it).filter(|record| record.standing != Standing::Gone)
    }

    /// The newest of a kind.
    #[must_use]
    pub fn newest(&self, kind: StillKind) -> Option<&StillRecord> {
        self.shown(kind).max_by_key(|record| record.number)
    }

    /// The poster to show: the owner's, or the one that we chose.
    #[must_use]
    pub fn poster(&self) -> Option<&StillRecord> {
        self.shown(StillKind::Poster).max_by_key(|record| (record.is_chosen(), record.number))
    }

    #[must_use]
    pub fn has_automatic_poster(&self) -> bool {
        self.shown(StillKind::Poster).any(|record| record.detail.origin == Some(PosterOrigin::Automatic))
    }

    /// The number of the next still of a kind.
    #[must_use]
    pub fn next_number(&self, kind: StillKind) -> u32 {
        let numbers = self.records.iter().filter(|record| record.kind == kind).map(|record| record.number);
        numbers.max().map_or(1, |number| number.saturating_add(1))
    }

    /// Geometry of the storyboard, once no more sheets will come.
    #[must_use]
    pub fn storyboard(&self) -> Option<&Storyboard> {
        let mut sheets = self.shown(StillKind::Storyboard).filter(|_| self.is_complete);
        sheets.find_map(|record| record.detail.storyboard.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poster(number: u32, origin: PosterOrigin) -> StillRecord {
        let detail = StillDetail { origin: Some(origin), ..StillDetail::default() };
        let hash = String::new();
        StillRecord {
            kind: StillKind::Poster,
            number,
            length: 1,
            hash,
            width: 2,
            height: 2,
            detail,
            standing: Standing::Shown,
        }
    }

    #[test]
    fn the_owners_poster_goes_before_ours_until_it_is_taken_back() {
        let ours = poster(1, PosterOrigin::Automatic);
        let mut set = StillSet { records: vec![ours], is_complete: true };
        assert_eq!(set.poster().map(|poster| poster.number), Some(1));
        set.records.push(poster(2, PosterOrigin::Frame));
        set.records.push(poster(3, PosterOrigin::Automatic));
        assert_eq!(set.poster().map(|poster| poster.number), Some(2));
        set.retire_posters(&[2]);
        assert_eq!(set.poster().map(|poster| poster.number), Some(3));
        assert_eq!(set.next_number(StillKind::Poster), 4);
        assert_eq!(set.next_number(StillKind::Preview), 1);
        assert_eq!(set.get(StillKind::Poster, 2), None);
        assert_eq!(set.kept(StillKind::Poster, 2).map(|poster| poster.number), Some(2), "its URL works for a while");
        set.records[1].standing = Standing::Gone;
        assert_eq!(set.kept(StillKind::Poster, 2), None);
    }
}

//! Rows of `tracks`, `bounds`, `renditions` and `segments`.

use diesel::prelude::*;
use playhouse_actors::model::{Bound, RenditionPlan, SegmentRecord, Track};
use playhouse_actors::ports::StoreError;
use playhouse_pipelines::report::TrackId;
use playhouse_pipelines::spec::MezzanineTrack;

use super::{odd, small, unsigned};

pub fn track_name(track: TrackId) -> &'static str {
    match track {
        TrackId::Video => "video",
        TrackId::Audio => "audio",
    }
}

#[derive(Debug, Queryable)]
pub struct TrackRow {
    _video_id: String,
    pub track: String,
    timescale: i32,
    caps: String,
    media: String,
    codecs: Option<String>,
}

impl TrackRow {
    pub fn into_track(self, bounds: Vec<Bound>) -> Result<Track, StoreError> {
        let id = match self.track.as_str() {
            "video" => TrackId::Video,
            "audio" => TrackId::Audio,
            other => return Err(odd("track", other)),
        };
        Ok(Track {
            id,
            mezzanine: MezzanineTrack { caps: self.caps, timescale: small(self.timescale) },
            media: serde_json::from_str(&self.media).map_err(|error| odd("track", &error.to_string()))?,
            codecs: self.codecs,
            bounds,
        })
    }
}

#[derive(Debug, Queryable)]
pub struct BoundRow {
    _video_id: String,
    pub track: String,
    _number: i32,
    start_ticks: i64,
    duration_ticks: i64,
    samples: i32,
    lead_in: i32,
}

impl BoundRow {
    pub fn to_bound(&self) -> Bound {
        Bound {
            start: self.start_ticks,
            duration: self.duration_ticks,
            samples: small(self.samples),
            lead_in: small(self.lead_in),
        }
    }
}

#[derive(Debug, Queryable)]
pub struct RenditionRow {
    pub video_id: String,
    _name: String,
    _position: i32,
    pub stream: String,
    plan: String,
    _pixels: i64,
    _watched_at: i64,
    evicted_at: Option<i64>,
    _is_removing: i32,
    is_unlisted: i32,
}

impl RenditionRow {
    pub fn is_evicted(&self) -> bool {
        self.evicted_at.is_some()
    }

    pub fn into_plan(self) -> Result<RenditionPlan, StoreError> {
        let plan: RenditionPlan =
            serde_json::from_str(&self.plan).map_err(|error| odd("rendition", &error.to_string()))?;
        Ok(RenditionPlan { is_unlisted: self.is_unlisted != 0, ..plan })
    }
}

#[derive(Debug, Queryable)]
pub struct SegmentRow {
    _video_id: String,
    stream: String,
    number: i32,
    length: i64,
    hash: String,
}

impl SegmentRow {
    pub fn into_record(self) -> SegmentRecord {
        SegmentRecord {
            stream: self.stream,
            number: u32::try_from(self.number).ok(),
            length: unsigned(self.length),
            hash: self.hash,
        }
    }
}

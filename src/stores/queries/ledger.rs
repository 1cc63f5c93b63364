//! `stored`, `evictions`, and of `renditions` what tells whether somebody watches them.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use playhouse_actors::model::{
    Cursor, EvictedRung, EvictionFigures, EvictionRun, Page, Rung, SOURCE_AUDIO, SOURCE_VIDEO, Stored, StreamName,
    StreamStorage, Timestamp, VideoId, VideoState, VideoStorage,
};

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{integer, signed, small, unsigned};
use crate::stores::schema::{bounds, evictions, renditions, segments, stored, videos};

/// The one row of `evictions`.
const TOTALS: i32 = 1;
/// A rung is noted as watched this often at most.
const NOTED: Duration = Duration::from_secs(3600);
/// A smaller picture of the same video is encoded, and something of this rung is stored.
const MAY_GO: &str = "exists (select 1 from renditions smaller where smaller.video_id = renditions.video_id \
     and smaller.stream <> 'source-video' and smaller.pixels > 0 and smaller.pixels < renditions.pixels) \
     and exists (select 1 from stored where stored.video_id = renditions.video_id \
     and stored.stream = renditions.stream and stored.bytes > 0)";

/// Adds what was recorded of a stream.
pub fn add(connection: &mut AnyConnection, id: &VideoId, stream: &str, sum: Stored) -> DbResult<()> {
    let (more, bytes) = (integer(u32::try_from(sum.segments).unwrap_or(u32::MAX)), signed(sum.bytes));
    let changed = diesel::update(stored::table.find((id.as_str(), stream)))
        .set((stored::segments.eq(stored::segments + more), stored::bytes.eq(stored::bytes + bytes)))
        .execute(connection)?;
    if changed == 0 {
        diesel::insert_into(stored::table)
            .values((
                stored::video_id.eq(id.as_str()),
                stored::stream.eq(stream),
                stored::segments.eq(more),
                stored::bytes.eq(bytes),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Takes away what was forgotten of a stream.
pub fn take(connection: &mut AnyConnection, id: &VideoId, stream: &str, sum: Stored) -> DbResult<()> {
    let (less, bytes) = (integer(u32::try_from(sum.segments).unwrap_or(u32::MAX)), signed(sum.bytes));
    diesel::update(stored::table.find((id.as_str(), stream)))
        .set((stored::segments.eq(stored::segments - less), stored::bytes.eq(stored::bytes - bytes)))
        .execute(connection)?;
    Ok(())
}

/// Whether objects of one of these streams are being removed: what is made of it now may go with them.
pub fn is_removing(connection: &mut AnyConnection, id: &VideoId, streams: &BTreeSet<StreamName>) -> DbResult<bool> {
    let removing = renditions::table
        .filter(renditions::video_id.eq(id.as_str()))
        .filter(renditions::stream.eq_any(streams))
        .filter(renditions::is_removing.eq(1));
    Ok(removing.count().get_result::<i64>(connection)? > 0)
}

/// An evicted rung of which every segment is there again is as any other.
pub fn note_whole(connection: &mut AnyConnection, id: &VideoId, streams: &BTreeSet<StreamName>) -> DbResult<()> {
    let evicted = renditions::table
        .inner_join(
            stored::table.on(stored::video_id.eq(renditions::video_id).and(stored::stream.eq(renditions::stream))),
        )
        .filter(renditions::video_id.eq(id.as_str()))
        .filter(renditions::stream.eq_any(streams))
        .filter(renditions::evicted_at.is_not_null());
    let evicted: Vec<(String, i32)> = evicted.select((renditions::name, stored::segments)).load(connection)?;
    if evicted.is_empty() {
        return Ok(());
    }
    let of_video = bounds::table.filter(bounds::video_id.eq(id.as_str())).filter(bounds::track.eq("video"));
    let whole: i64 = of_video.count().get_result(connection)?;
    for (name, _) in evicted.iter().filter(|(_, segments)| i64::from(*segments) >= whole) {
        diesel::update(renditions::table.find((id.as_str(), name)))
            .set(renditions::evicted_at.eq(None::<i64>))
            .execute(connection)?;
    }
    Ok(())
}

pub fn note_watched(connection: &mut AnyConnection, rungs: &[Rung], at: Timestamp) -> DbResult<()> {
    for rung in rungs {
        let stale = renditions::table
            .find((rung.video.as_str(), rung.rendition.as_str()))
            .filter(renditions::watched_at.lt(at.minus(NOTED).0));
        diesel::update(stale).set(renditions::watched_at.eq(at.0)).execute(connection)?;
    }
    Ok(())
}

/// Which rungs are looked at.
pub enum Scope {
    All,
    After(Rung),
    Only(Rung),
}

pub fn evictable(
    connection: &mut AnyConnection,
    before: Timestamp,
    scope: &Scope,
    limit: usize,
) -> DbResult<Vec<Rung>> {
    let mut query = renditions::table
        .inner_join(videos::table)
        .filter(videos::state.eq(VideoState::Ready.as_str()))
        .filter(renditions::pixels.gt(0))
        .filter(renditions::stream.ne(SOURCE_VIDEO))
        .filter(renditions::is_removing.eq(0))
        .filter(renditions::watched_at.lt(before.0))
        .filter(sql::<Bool>(MAY_GO))
        .order((renditions::video_id.asc(), renditions::name.asc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((renditions::video_id, videos::media_version, renditions::name))
        .into_boxed();
    match scope {
        Scope::All => {}
        Scope::After(Rung { video, rendition, .. }) => {
            let (video, rendition) = (video.as_str(), rendition.as_str());
            let later = renditions::video_id.eq(video).and(renditions::name.gt(rendition));
            query = query.filter(renditions::video_id.gt(video).or(later));
        }
        Scope::Only(Rung { video, version, rendition }) => {
            query = query
                .filter(renditions::video_id.eq(video.as_str()).and(renditions::name.eq(rendition.as_str())))
                .filter(videos::media_version.eq(integer(*version)));
        }
    }
    let rows: Vec<(String, i32, String)> = query.load(connection)?;
    let rung = |(video, version, rendition): (String, i32, String)| {
        Some(Rung { video: VideoId::parse(&video)?, version: small(version), rendition })
    };
    Ok(rows.into_iter().filter_map(rung).collect())
}

pub fn begin_eviction(
    connection: &mut AnyConnection,
    rung: &Rung,
    before: Timestamp,
    at: Timestamp,
) -> DbResult<Option<Stored>> {
    if evictable(connection, before, &Scope::Only(rung.clone()), 1)?.is_empty() {
        return Ok(None);
    }
    let key = (rung.video.as_str(), rung.rendition.as_str());
    diesel::update(renditions::table.find(key))
        .set((renditions::evicted_at.eq(at.0), renditions::is_removing.eq(1)))
        .execute(connection)?;
    // The stream of an encoded rung has its name.
    let of_rung = segments::table.filter(segments::video_id.eq(key.0)).filter(segments::stream.eq(key.1));
    diesel::delete(of_rung).execute(connection)?;
    let had: (i32, i64) = stored::table.find(key).select((stored::segments, stored::bytes)).first(connection)?;
    diesel::delete(stored::table.find(key)).execute(connection)?;
    diesel::update(evictions::table.find(TOTALS))
        .set((
            evictions::rungs.eq(evictions::rungs + 1),
            evictions::segments.eq(evictions::segments + i64::from(had.0)),
            evictions::bytes.eq(evictions::bytes + had.1),
        ))
        .execute(connection)?;
    Ok(Some(Stored { segments: u64::from(small(had.0)), bytes: unsigned(had.1) }))
}

pub fn end_eviction(connection: &mut AnyConnection, rung: &Rung) -> DbResult<()> {
    diesel::update(renditions::table.find((rung.video.as_str(), rung.rendition.as_str())))
        .set(renditions::is_removing.eq(0))
        .execute(connection)?;
    Ok(())
}

pub fn evicted(connection: &mut AnyConnection, video: &VideoId) -> DbResult<Vec<EvictedRung>> {
    let rows: Vec<(String, i32)> = renditions::table
        .filter(renditions::video_id.eq(video.as_str()))
        .filter(renditions::evicted_at.is_not_null())
        .order(renditions::position.asc())
        .select((renditions::name, renditions::is_removing))
        .load(connection)?;
    let rung = |(rendition, is_removing)| EvictedRung { rendition, is_removing: is_removing != 0 };
    Ok(rows.into_iter().map(rung).collect())
}

pub fn unfinished(connection: &mut AnyConnection) -> DbResult<Vec<VideoId>> {
    let removing = renditions::table.filter(renditions::is_removing.eq(1));
    let ids: Vec<String> = removing.select(renditions::video_id).distinct().load(connection)?;
    Ok(ids.iter().filter_map(|id| VideoId::parse(id)).collect())
}

pub fn note_run(connection: &mut AnyConnection, run: EvictionRun) -> DbResult<()> {
    diesel::update(evictions::table.find(TOTALS))
        .set((
            evictions::last_run_at.eq(run.at.0),
            evictions::last_run_rungs.eq(signed(run.rungs)),
            evictions::last_run_segments.eq(signed(run.freed.segments)),
            evictions::last_run_bytes.eq(signed(run.freed.bytes)),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn figures(connection: &mut AnyConnection) -> DbResult<EvictionFigures> {
    type Row = (i32, i64, i64, i64, Option<i64>, i64, i64, i64);
    let (_, rungs, segments, bytes, at, run_rungs, run_segments, run_bytes): Row =
        evictions::table.find(TOTALS).first(connection)?;
    let stored = |segments, bytes| Stored { segments: unsigned(segments), bytes: unsigned(bytes) };
    let run =
        |at| EvictionRun { at: Timestamp(at), rungs: unsigned(run_rungs), freed: stored(run_segments, run_bytes) };
    Ok(EvictionFigures { rungs: unsigned(rungs), freed: stored(segments, bytes), last_run: at.map(run) })
}

pub fn by_stream(connection: &mut AnyConnection) -> DbResult<Vec<StreamStorage>> {
    // Portable: a sum of integers is of another type in each database.
    let sums = sql::<(BigInt, BigInt, BigInt)>("count(*), cast(sum(segments) as bigint), cast(sum(bytes) as bigint)");
    let rows: Vec<(String, (i64, i64, i64))> =
        stored::table.group_by(stored::stream).select((stored::stream, sums)).load(connection)?;
    let evicted: Vec<(String, i64)> = renditions::table
        .filter(renditions::evicted_at.is_not_null())
        .group_by(renditions::stream)
        .select((renditions::stream, count_star()))
        .load(connection)?;
    let mut evicted: HashMap<String, u64> =
        evicted.into_iter().map(|(stream, count)| (stream, unsigned(count))).collect();
    let mut list: Vec<StreamStorage> = Vec::new();
    for (stream, (videos, segments, bytes)) in rows {
        let evicted = evicted.remove(&stream).unwrap_or(0);
        let stored = Stored { segments: unsigned(segments), bytes: unsigned(bytes) };
        list.push(StreamStorage { stream, videos: unsigned(videos), stored, evicted });
    }
    // Of these nothing is left.
    list.extend(evicted.into_iter().map(|(stream, evicted)| StreamStorage {
        stream,
        videos: 0,
        stored: Stored::default(),
        evicted,
    }));
    list.sort_by(|left, right| (right.stored.bytes, &left.stream).cmp(&(left.stored.bytes, &right.stream)));
    Ok(list)
}

const BYTES: &str = "cast(sum(stored.bytes) as bigint)";

pub fn by_video(connection: &mut AnyConnection, after: Option<&Cursor>, limit: usize) -> DbResult<Page<VideoStorage>> {
    let mut query = stored::table
        .group_by(stored::video_id)
        .select((stored::video_id, sql::<BigInt>(BYTES)))
        .order((sql::<BigInt>(BYTES).desc(), stored::video_id.desc()))
        .limit(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .into_boxed();
    if let Some(Cursor { key, id }) = after {
        let smaller = sql::<Bool>(&format!("{BYTES} < "))
            .bind::<BigInt, _>(*key)
            .sql(&format!(" or ({BYTES} = "))
            .bind::<BigInt, _>(*key)
            .sql(" and stored.video_id < ")
            .bind::<Text, _>(id.clone())
            .sql(")");
        query = query.having(smaller);
    }
    let rows: Vec<(String, i64)> = query.load(connection)?;
    let page = Page::from_rows(rows, limit, |(id, bytes)| Cursor { key: *bytes, id: id.clone() });
    let ids: Vec<&str> = page.items.iter().map(|(id, _)| id.as_str()).collect();
    let mut items = describe(connection, &ids)?;
    let place = |of: &VideoStorage| ids.iter().position(|id| *id == of.video.as_str());
    items.sort_by_key(place);
    Ok(Page { items, next: page.next })
}

/// What is stored of videos, in any order.
fn describe(connection: &mut AnyConnection, ids: &[&str]) -> DbResult<Vec<VideoStorage>> {
    let titles: Vec<(String, String)> =
        videos::table.filter(videos::id.eq_any(ids)).select((videos::id, videos::title)).load(connection)?;
    let streams: Vec<(String, String, i32, i64)> =
        stored::table.filter(stored::video_id.eq_any(ids)).load(connection)?;
    let evicted: Vec<(String, String)> = renditions::table
        .filter(renditions::video_id.eq_any(ids).and(renditions::evicted_at.is_not_null()))
        .order((renditions::video_id.asc(), renditions::position.asc()))
        .select((renditions::video_id, renditions::name))
        .load(connection)?;
    let mut list = Vec::new();
    for (id, title) in titles {
        let Some(video) = VideoId::parse(&id) else { continue };
        let of_video = || streams.iter().filter(|(of, ..)| *of == id);
        let sum = |sum: Stored, (_, _, segments, bytes): &(String, String, i32, i64)| {
            sum.plus(Stored { segments: u64::from(small(*segments)), bytes: unsigned(*bytes) })
        };
        let is_source =
            |(_, stream, ..): &&(String, String, i32, i64)| [SOURCE_VIDEO, SOURCE_AUDIO].contains(&stream.as_str());
        list.push(VideoStorage {
            video,
            title,
            stored: of_video().fold(Stored::default(), sum),
            mezzanine: of_video().filter(is_source).fold(Stored::default(), sum),
            evicted: evicted.iter().filter(|(of, _)| *of == id).map(|(_, name)| name.clone()).collect(),
        });
    }
    Ok(list)
}

pub fn of_video(connection: &mut AnyConnection, id: &VideoId) -> DbResult<Option<VideoStorage>> {
    Ok(describe(connection, &[id.as_str()])?.pop())
}

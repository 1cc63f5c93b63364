//! `dead_letters`: what was given up of the ladders.

use diesel::prelude::*;
use playhouse_actors::model::{DeadLetter, SegmentRecord, VideoId};

use super::segment_map::is_current;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{DeadLetterRow, integer};
use crate::stores::schema::dead_letters;

/// The newer letter about the same segments takes the place of the older.
pub fn bury(connection: &mut AnyConnection, letter: &DeadLetter) -> DbResult<bool> {
    if !is_current(connection, &letter.video, letter.version)? {
        return Ok(false);
    }
    let (rungs, number) = (letter.rungs.join(" "), integer(letter.number));
    remove(connection, letter)?;
    diesel::insert_into(dead_letters::table)
        .values((
            dead_letters::video_id.eq(letter.video.as_str()),
            dead_letters::version.eq(integer(letter.version)),
            dead_letters::rungs.eq(&rungs),
            dead_letters::number.eq(number),
            dead_letters::code.eq(&letter.failure.code),
            dead_letters::detail.eq(&letter.failure.detail),
            dead_letters::attempts.eq(integer(letter.attempts)),
            dead_letters::at.eq(letter.at.0),
        ))
        .execute(connection)?;
    Ok(true)
}

fn remove(connection: &mut AnyConnection, letter: &DeadLetter) -> DbResult<()> {
    let rungs = letter.rungs.join(" ");
    let key = dead_letters::table.find((letter.video.as_str(), integer(letter.number), rungs.as_str()));
    diesel::delete(key).execute(connection)?;
    Ok(())
}

/// What was made after all is no longer written about.
pub fn answer(connection: &mut AnyConnection, video: &VideoId, made: &[SegmentRecord]) -> DbResult<()> {
    for letter in of_video(connection, video)? {
        let is_made = |rung: &String| {
            made.iter().any(|record| record.number == Some(letter.number) && record.stream == rung.as_str())
        };
        let left: Vec<String> = letter.rungs.iter().filter(|rung| !is_made(rung)).cloned().collect();
        if left.len() == letter.rungs.len() {
            continue;
        }
        remove(connection, &letter)?;
        if !left.is_empty() {
            bury(connection, &DeadLetter { rungs: left, ..letter })?;
        }
    }
    Ok(())
}

pub fn of_video(connection: &mut AnyConnection, video: &VideoId) -> DbResult<Vec<DeadLetter>> {
    let rows = dead_letters::table
        .filter(dead_letters::video_id.eq(video.as_str()))
        .order((dead_letters::number.asc(), dead_letters::rungs.asc()))
        .load::<DeadLetterRow>(connection)?;
    Ok(rows.into_iter().map(DeadLetterRow::into_letter).collect::<Result<_, _>>()?)
}

pub fn newest(connection: &mut AnyConnection, limit: usize) -> DbResult<Vec<DeadLetter>> {
    let rows = dead_letters::table
        .order((dead_letters::at.desc(), dead_letters::video_id.asc(), dead_letters::number.asc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .load::<DeadLetterRow>(connection)?;
    Ok(rows.into_iter().map(DeadLetterRow::into_letter).collect::<Result<_, _>>()?)
}

pub fn revive(connection: &mut AnyConnection, video: &VideoId) -> DbResult<usize> {
    let of_video = dead_letters::table.filter(dead_letters::video_id.eq(video.as_str()));
    Ok(diesel::delete(of_video).execute(connection)?)
}

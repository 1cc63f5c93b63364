//! `outbox` and `outbox_places`.

use diesel::prelude::*;
use playhouse_actors::model::{Fact, FactKind, Timestamp, VideoId};

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::FactRow;
use crate::stores::schema::{outbox, outbox_places};

/// Writes a fact; call it in the transaction of the change that it tells of.
pub fn append(connection: &mut AnyConnection, kind: FactKind, video: &VideoId) -> DbResult<()> {
    append_about(connection, kind, video, None)
}

/// The same, about something beside the video.
pub fn append_about(
    connection: &mut AnyConnection,
    kind: FactKind,
    video: &VideoId,
    subject: Option<&str>,
) -> DbResult<()> {
    diesel::insert_into(outbox::table)
        .values((
            outbox::kind.eq(kind.as_str()),
            outbox::video_id.eq(video.as_str()),
            outbox::at.eq(Timestamp::now().0),
            outbox::subject.eq(subject),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn pending(connection: &mut AnyConnection, consumer: &str, limit: usize) -> DbResult<Vec<Fact>> {
    let place = place(connection, consumer)?.unwrap_or(0);
    let rows = outbox::table
        .filter(outbox::id.gt(place))
        .order(outbox::id.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .load::<FactRow>(connection)?;
    Ok(rows.into_iter().map(FactRow::into_fact).collect::<Result<_, _>>()?)
}

pub fn advance(connection: &mut AnyConnection, consumer: &str, to: i64) -> DbResult<()> {
    match place(connection, consumer)? {
        Some(place) if place >= to => {}
        Some(_) => {
            diesel::update(outbox_places::table.find(consumer)).set(outbox_places::place.eq(to)).execute(connection)?;
        }
        None => {
            diesel::insert_into(outbox_places::table)
                .values((outbox_places::consumer.eq(consumer), outbox_places::place.eq(to)))
                .execute(connection)?;
        }
    }
    Ok(())
}

fn place(connection: &mut AnyConnection, consumer: &str) -> DbResult<Option<i64>> {
    Ok(outbox_places::table.find(consumer).select(outbox_places::place).first(connection).optional()?)
}

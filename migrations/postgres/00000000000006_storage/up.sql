-- Storage: how much is kept of what, who watches it, and what is let go because nobody does.

-- width times height of a picture; 0 for sound
alter table renditions add column pixels bigint not null default 0;
update renditions set pixels = coalesce((plan::json -> 'kind' ->> 'width')::bigint * (plan::json -> 'kind' ->> 'height')::bigint, 0);
-- the last time that somebody was served a segment of it, to the hour; before that, when it was planned
alter table renditions add column watched_at bigint not null default 0;
update renditions set watched_at = cast(extract(epoch from now()) as bigint) * 1000000;
-- when it was evicted, until it is whole again
alter table renditions add column evicted_at bigint;
-- 1 while the objects of an evicted rung are being removed
alter table renditions add column is_removing integer not null default 0;
create index renditions_removing on renditions (video_id) where is_removing = 1;

-- What the segments of a stream take: changes with them, in the same transaction.
create table stored (
  video_id text not null references videos (id) on delete cascade,
  stream text not null,
  -- without the init segment
  segments integer not null,
  -- with it
  bytes bigint not null,
  primary key (video_id, stream)
);
insert into stored (video_id, stream, segments, bytes)
  select video_id, stream, sum(case when number >= 0 then 1 else 0 end), sum(length) from segments group by video_id, stream;

-- One row: what was evicted since the beginning, and the last time that somebody looked.
create table evictions (
  id integer primary key not null,
  rungs bigint not null,
  segments bigint not null,
  bytes bigint not null,
  last_run_at bigint,
  last_run_rungs bigint not null,
  last_run_segments bigint not null,
  last_run_bytes bigint not null
);
insert into evictions values (1, 0, 0, 0, null, 0, 0, 0);

-- when a still was retired, until its object is removed
alter table stills add column retired_at bigint;
create index stills_retired on stills (retired_at) where retired_at is not null;

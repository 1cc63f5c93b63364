-- Captions: one track a language of a video; their text is an object whose name carries the revision.

create table captions (
  video_id text not null references videos (id) on delete cascade,
  language text not null,
  kind text not null,
  label text not null,
  origin text not null,
  revision integer not null,
  length bigint not null,
  -- SHA-256, lower-case hex
  hash text not null,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (video_id, language)
);

-- The last revision that any track of the video has had: it outlives the tracks, so that no name is used twice.
create table caption_revisions (
  video_id text primary key not null references videos (id) on delete cascade,
  last integer not null
);

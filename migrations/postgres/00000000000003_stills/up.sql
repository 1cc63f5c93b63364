create table stills (
  video_id text not null references videos (id) on delete cascade,
  version integer not null,
  -- poster, candidates, storyboard, preview
  kind text not null,
  number integer not null,
  length bigint not null,
  -- SHA-256, lower-case hex
  hash text not null,
  width integer not null,
  height integer not null,
  -- JSON of StillDetail
  detail text not null,
  is_retired integer not null,
  primary key (video_id, version, kind, number)
);

-- Versions of which every still is made that can be made.
create table complete_stills (
  video_id text primary key not null references videos (id) on delete cascade,
  version integer not null
);

alter table videos drop column poster_version;

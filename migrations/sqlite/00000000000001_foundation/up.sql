-- People, videos, uploads, the segment map and the outbox.
-- Times are microseconds since 1970 UTC; lengths are bytes; ticks are in the timescale of their track.

create table users (
  id text primary key not null,
  username text not null,
  -- what must be unique: lower case
  username_key text not null unique,
  email text not null,
  email_key text not null unique,
  role text not null,
  password_hash text not null,
  created_at bigint not null
);

create table sessions (
  id text primary key not null,
  user_id text not null references users (id) on delete cascade,
  created_at bigint not null,
  expires_at bigint not null,
  revoked_at bigint
);
create index sessions_by_user on sessions (user_id);

create table refresh_tokens (
  -- SHA-256 of the token; the token itself is nowhere
  hash text primary key not null,
  session_id text not null references sessions (id) on delete cascade,
  created_at bigint not null,
  spent_at bigint
);
create index refresh_tokens_by_session on refresh_tokens (session_id);

create table videos (
  id text primary key not null,
  owner_id text not null references users (id) on delete cascade,
  title text not null,
  description text not null,
  visibility text not null,
  state text not null,
  failure_code text,
  failure_detail text,
  media_version integer not null default 0,
  -- whether the segment map of media_version is written
  is_mapped integer not null default 0,
  duration_seconds double precision,
  width integer,
  height integer,
  poster_version integer,
  views bigint not null default 0,
  created_at bigint not null,
  published_at bigint
);
create index videos_newest on videos (visibility, created_at, id);
create index videos_popular on videos (visibility, views, id);
create index videos_by_owner on videos (owner_id, created_at);
create index videos_by_state on videos (state);

create table uploads (
  id text primary key not null,
  owner_id text not null references users (id) on delete cascade,
  video_id text,
  -- whole, partial, or final with its parts
  kind text not null,
  parts text not null default '',
  state text not null,
  length bigint,
  metadata text not null,
  unproven_from bigint,
  created_at bigint not null,
  expires_at bigint not null
);
create index uploads_open on uploads (state, expires_at);
create index uploads_by_owner on uploads (owner_id, state);
create index uploads_by_video on uploads (video_id);

create table tracks (
  video_id text not null references videos (id) on delete cascade,
  track text not null,
  timescale integer not null,
  caps text not null,
  -- JSON of TrackMedia
  media text not null,
  codecs text,
  primary key (video_id, track)
);

create table bounds (
  video_id text not null references videos (id) on delete cascade,
  track text not null,
  number integer not null,
  start_ticks bigint not null,
  duration_ticks bigint not null,
  samples integer not null,
  is_independent integer not null,
  primary key (video_id, track, number)
);

create table renditions (
  video_id text not null references videos (id) on delete cascade,
  name text not null,
  position integer not null,
  stream text not null,
  -- JSON of RenditionPlan
  plan text not null,
  segment_count integer not null,
  primary key (video_id, name)
);

create table segments (
  video_id text not null references videos (id) on delete cascade,
  stream text not null,
  -- -1 is the init segment
  number integer not null,
  length bigint not null,
  -- SHA-256, lower-case hex
  hash text not null,
  primary key (video_id, stream, number)
);

create table outbox (
  id integer primary key autoincrement not null,
  kind text not null,
  video_id text not null,
  at bigint not null
);

create table outbox_places (
  consumer text primary key not null,
  place bigint not null
);

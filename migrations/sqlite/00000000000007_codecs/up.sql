-- Codecs beside H.264: their renditions are told to players when they are whole.

alter table renditions add column is_unlisted integer not null default 0;

-- Of the sound of one version of a video's media. No figure: there is nothing but silence.
create table loudness (
  video_id text primary key references videos (id) on delete cascade,
  version integer not null,
  -- LUFS
  integrated double precision,
  -- dBTP
  true_peak double precision
);

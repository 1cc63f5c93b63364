-- Dead letters: segments of the ladder that could not be made and are not tried again by themselves.

create table dead_letters (
  video_id text not null references videos (id) on delete cascade,
  version integer not null,
  -- Names of renditions, separated by spaces
  rungs text not null,
  number integer not null,
  code text not null,
  detail text not null,
  attempts integer not null,
  at bigint not null,
  primary key (video_id, number, rungs)
);

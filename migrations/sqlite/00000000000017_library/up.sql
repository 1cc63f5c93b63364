-- What people keep for themselves (where they are in videos, playlists), and words by which videos are found.

alter table videos add column category text;
-- BCP 47
alter table videos add column language text;
alter table videos add column licence text;
-- JSON array of words; video_tags has the same, to be found by
alter table videos add column tags text not null default '[]';
create index videos_by_category on videos (category, visibility, created_at, id);

create table video_tags (
  video_id text not null references videos (id) on delete cascade,
  tag text not null,
  -- when the video was made, which never changes: a tag's newest videos are read in order
  created_at bigint not null,
  primary key (video_id, tag)
);
create index video_tags_newest on video_tags (tag, created_at, video_id);

create table watch_positions (
  user_id text not null references users (id) on delete cascade,
  video_id text not null references videos (id) on delete cascade,
  position_seconds double precision not null,
  is_finished integer not null,
  watched_at bigint not null,
  primary key (user_id, video_id)
);
create index watch_positions_newest on watch_positions (user_id, watched_at, video_id);
create index watch_positions_unfinished on watch_positions (user_id, is_finished, watched_at, video_id);
create index watch_positions_by_video on watch_positions (video_id);

-- Whose positions are not written.
create table history_pauses (
  user_id text primary key not null references users (id) on delete cascade,
  since bigint not null
);

create table playlists (
  id text primary key not null,
  owner_id text not null references users (id) on delete cascade,
  -- list, watch_later
  kind text not null,
  title text not null,
  description text not null,
  visibility text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index playlists_of_owner on playlists (owner_id, kind, updated_at, id);
create unique index playlists_watch_later on playlists (owner_id) where kind = 'watch_later';

create table playlist_items (
  playlist_id text not null references playlists (id) on delete cascade,
  video_id text not null references videos (id) on delete cascade,
  -- its order, with room between two
  place bigint not null,
  added_at bigint not null,
  primary key (playlist_id, video_id)
);
create index playlist_items_in_order on playlist_items (playlist_id, place, video_id);
create index playlist_items_by_video on playlist_items (video_id);

create index video_likes_newest on video_likes (user_id, created_at, video_id);

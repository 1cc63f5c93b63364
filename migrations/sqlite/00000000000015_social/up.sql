-- Likes, follows, what people are told of, and chapters.

-- How many rows of video_likes there are of the video; written with them.
alter table videos add column likes bigint not null default 0;

create table video_likes (
  video_id text not null references videos (id) on delete cascade,
  user_id text not null references users (id) on delete cascade,
  created_at bigint not null,
  primary key (video_id, user_id)
);
create index video_likes_by_user on video_likes (user_id, created_at);

-- How many rows of follows there are of whoever is followed; written with them.
alter table users add column followers bigint not null default 0;

create table follows (
  follower_id text not null references users (id) on delete cascade,
  followed_id text not null references users (id) on delete cascade,
  created_at bigint not null,
  primary key (follower_id, followed_id)
);
create index follows_newest on follows (follower_id, created_at, followed_id);
create index follows_by_followed on follows (followed_id, follower_id);

create table notifications (
  id text primary key not null,
  user_id text not null references users (id) on delete cascade,
  kind text not null,
  -- what it is about: the same is told once
  subject text not null,
  video_id text references videos (id) on delete cascade,
  comment_id text,
  -- who did it
  actor_id text references users (id) on delete cascade,
  created_at bigint not null,
  read_at bigint,
  unique (user_id, kind, subject)
);
create index notifications_newest on notifications (user_id, created_at, id);
create index notifications_unread on notifications (user_id, read_at);
create index notifications_by_age on notifications (created_at);
create index notifications_by_video on notifications (video_id);

-- Only what differs from the default: everything is told.
create table notification_settings (
  user_id text not null references users (id) on delete cascade,
  kind text not null,
  in_app integer not null,
  primary key (user_id, kind)
);

-- Videos of which followers are told: once, and how far that has come.
create table announcements (
  video_id text primary key not null references videos (id) on delete cascade,
  -- the last follower that was told; empty before the first
  told_to text not null,
  is_done integer not null,
  created_at bigint not null
);
create index announcements_open on announcements (is_done, created_at);

create table chapters (
  video_id text not null references videos (id) on delete cascade,
  position integer not null,
  start_seconds double precision not null,
  title text not null,
  primary key (video_id, position)
);

-- What happened before there were notifications is told to nobody.
insert into outbox_places (consumer, place) select 'notifications', coalesce(max(id), 0) from outbox;
insert into announcements (video_id, told_to, is_done, created_at)
  select id, '', 1, created_at from videos where visibility = 'public' and state in ('playable', 'ready');

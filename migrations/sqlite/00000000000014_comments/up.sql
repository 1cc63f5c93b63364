-- Rooms beside videos: what people write there, the order in which it was told, and what keeps it civil.

create table rooms (
  video_id text primary key not null references videos (id) on delete cascade,
  -- another one means another order
  epoch text not null,
  -- the last number given out
  seq bigint not null,
  is_open integer not null,
  -- seconds between two comments of one person
  slow_mode integer not null,
  holds_all integer not null
);

create table comments (
  id text primary key not null,
  video_id text not null references videos (id) on delete cascade,
  author_id text not null references users (id) on delete cascade,
  -- answers stay when the account of whom they answer goes
  parent_id text references comments (id) on delete set null,
  root_id text references comments (id) on delete set null,
  body text not null,
  -- seconds into the video
  at_seconds double precision,
  -- published, held, deleted
  state text not null,
  client_id text,
  created_at bigint not null,
  edited_at bigint,
  pinned_at bigint,
  is_hearted integer not null,
  likes bigint not null,
  -- published answers in its thread
  replies bigint not null
);
create unique index comments_once on comments (video_id, author_id, client_id);
create index comments_of_video on comments (video_id, created_at, id) where root_id is null;
create index comments_top on comments (video_id, (likes + replies), id) where root_id is null;
create index comments_held on comments (video_id, created_at, id) where state = 'held';
create index comments_pinned on comments (video_id) where pinned_at is not null;
create index comments_of_thread on comments (root_id, created_at, id);
create index comments_by_parent on comments (parent_id);
create index comments_by_author on comments (author_id, created_at, id);

-- What was told, word for word, until the comment is gone.
create table room_log (
  video_id text not null references videos (id) on delete cascade,
  seq bigint not null,
  comment_id text not null references comments (id) on delete cascade,
  -- JSON
  text text not null,
  primary key (video_id, seq)
);
create index room_log_by_comment on room_log (comment_id);

create table comment_edits (
  comment_id text not null references comments (id) on delete cascade,
  number integer not null,
  -- what it said until then
  body text not null,
  until_at bigint not null,
  primary key (comment_id, number)
);

create table comment_likes (
  comment_id text not null references comments (id) on delete cascade,
  user_id text not null references users (id) on delete cascade,
  primary key (comment_id, user_id)
);
create index comment_likes_by_user on comment_likes (user_id);

create table comment_mentions (
  comment_id text not null references comments (id) on delete cascade,
  user_id text not null references users (id) on delete cascade,
  primary key (comment_id, user_id)
);
create index comment_mentions_by_user on comment_mentions (user_id);

create table comment_reports (
  id text primary key not null,
  comment_id text not null references comments (id) on delete cascade,
  reporter_id text not null references users (id) on delete cascade,
  reason text not null,
  -- what it said when it was reported
  body text not null,
  at bigint not null,
  resolved_at bigint,
  resolved_by text,
  -- dismissed, deleted
  outcome text,
  unique (comment_id, reporter_id)
);
create index comment_reports_open on comment_reports (at, id) where resolved_at is null;
create index comment_reports_by_reporter on comment_reports (reporter_id);

create table blocks (
  blocker_id text not null references users (id) on delete cascade,
  blocked_id text not null references users (id) on delete cascade,
  at bigint not null,
  primary key (blocker_id, blocked_id)
);
create index blocks_by_blocked on blocks (blocked_id);

-- One row: the rules of the whole server.
create table text_rules (
  id integer primary key not null,
  -- JSON of TextRules
  rules text not null
);

-- What a fact is about beside its video: a comment.
alter table outbox add column subject text;

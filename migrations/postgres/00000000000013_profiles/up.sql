-- What people tell of themselves, their pictures, and what their tier allows.

create table profiles (
  user_id text primary key not null references users (id) on delete cascade,
  display_name text,
  bio text not null,
  -- JSON array of URLs
  links text not null,
  updated_at bigint not null
);

create table profile_pictures (
  id text primary key not null,
  user_id text not null references users (id) on delete cascade,
  -- avatar, banner
  kind text not null,
  -- begun, shown, retired
  state text not null,
  begun_at bigint not null
);
create index profile_pictures_by_user on profile_pictures (user_id, state);

-- null: the server's own limit
create table tiers (
  name text primary key not null,
  is_default integer not null,
  max_upload_bytes bigint,
  max_stored_bytes bigint,
  max_open_uploads bigint
);
insert into tiers (name, is_default) values ('standard', 1);

-- Who has another tier than the default one.
create table user_tiers (
  user_id text primary key not null references users (id) on delete cascade,
  tier text not null references tiers (name)
);

-- Second factors and keys of programs.

create table totp (
  user_id text primary key not null references users (id) on delete cascade,
  -- encrypted under a key that is not in the database
  sealed_secret text not null,
  is_active integer not null,
  -- the last time step of which a code was taken (RFC 6238, 5.2)
  last_step bigint not null,
  created_at bigint not null
);

create table recovery_codes (
  user_id text not null references users (id) on delete cascade,
  hash text not null,
  primary key (user_id, hash)
);

create table api_keys (
  id text primary key not null,
  user_id text not null references users (id) on delete cascade,
  name text not null,
  -- names with spaces between
  scopes text not null,
  -- SHA-256 of the key; the key itself is nowhere
  hash text not null unique,
  created_at bigint not null,
  expires_at bigint,
  -- to the hour
  last_used_at bigint
);
create index api_keys_by_user on api_keys (user_id, created_at);

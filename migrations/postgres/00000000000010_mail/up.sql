-- Mail: proven addresses and phones, codes that are good once, accounts that wait for an operator.

alter table users add column email_verified_at bigint;
-- E.164
alter table users add column phone text;
alter table users add column phone_verified_at bigint;

create table one_time_codes (
  user_id text not null references users (id) on delete cascade,
  purpose text not null,
  -- HMAC-SHA256 of the code; the code itself is nowhere
  hash text not null,
  -- the address or number that it went to
  sent_to text not null,
  tries integer not null,
  expires_at bigint not null,
  primary key (user_id, purpose)
);
create index one_time_codes_by_hash on one_time_codes (hash);
create index one_time_codes_by_expiry on one_time_codes (expires_at);

-- Accounts that may not log in before an operator has approved them.
create table sign_ups (
  user_id text primary key not null references users (id) on delete cascade,
  created_at bigint not null
);
create index sign_ups_by_age on sign_ups (created_at, user_id);

-- The token that makes the first admin, until there is one.
create table admin_tokens (
  -- SHA-256 of the token
  hash text primary key not null,
  created_at bigint not null
);

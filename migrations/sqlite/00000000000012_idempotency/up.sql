-- Answers kept under the keys that clients send with what is meant once.

create table idempotency_keys (
  owner text not null,
  key text not null,
  -- HMAC of the request, lower-case hex
  fingerprint text not null,
  -- null while the request is under way
  status integer,
  content_type text,
  body text not null,
  expires_at bigint not null,
  primary key (owner, key)
);
create index idempotency_keys_expiry on idempotency_keys (expires_at);

-- Who may still act, what is shown of sessions, and what operators did.

-- active, pending (waits for an operator), banned
alter table users add column status text not null default 'active';
-- what an operator wrote about it
alter table users add column status_reason text;
create index users_newest on users (created_at, id);

-- the last time that it was used, to the minute
alter table sessions add column last_seen_at bigint not null default 0;
update sessions set last_seen_at = created_at;
-- of the log-in: the program's name for itself, cut, and the network that it came from
alter table sessions add column user_agent text not null default '';
alter table sessions add column network text not null default '';

-- What was done to accounts; outlives the people that it names.
create table audit_log (
  id text primary key not null,
  at bigint not null,
  -- who did it; none: the command line, or the server by itself
  actor_id text,
  subject_id text not null,
  action text not null,
  detail text not null
);
create index audit_log_newest on audit_log (at, id);

drop table audit_log;
alter table sessions drop column network;
alter table sessions drop column user_agent;
alter table sessions drop column last_seen_at;
drop index users_newest;
alter table users drop column status_reason;
alter table users drop column status;

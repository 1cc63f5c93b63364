alter table videos add column poster_version integer;
drop table complete_stills;
drop table stills;

drop index stills_retired;
alter table stills drop column retired_at;
drop table evictions;
drop table stored;
drop index renditions_removing;
alter table renditions drop column is_removing;
alter table renditions drop column evicted_at;
alter table renditions drop column watched_at;
alter table renditions drop column pixels;

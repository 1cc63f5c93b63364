drop table loudness;
alter table renditions drop column is_unlisted;

alter table renditions add column segment_count integer not null default 0;
update renditions set segment_count = (
  select count(*) from bounds
  where bounds.video_id = renditions.video_id
    and bounds.track = case when renditions.plan like '%"made_of":"source_audio"%' or renditions.plan like '%"made_of":"audio"%' then 'audio' else 'video' end
);
alter table videos drop column map_revision;
alter table videos add column is_mapped integer not null default 0;
update videos set is_mapped = 1 where map_state = 'complete';
alter table videos drop column map_state;

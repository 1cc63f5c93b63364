-- Segment maps that grow while their source is still uploaded or cut.

-- none, growing or complete
alter table videos add column map_state text not null default 'none';
update videos set map_state = 'complete' where is_mapped = 1;
alter table videos drop column is_mapped;
-- counts up with every extension of the map: what is rendered from it is valid for one revision
alter table videos add column map_revision integer not null default 0;

-- it follows from the bounds, which grow
alter table renditions drop column segment_count;

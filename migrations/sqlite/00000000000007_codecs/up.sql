-- Codecs beside H.264: their renditions are told to players when they are whole.

alter table renditions add column is_unlisted integer not null default 0;

drop table caption_revisions;
drop table captions;

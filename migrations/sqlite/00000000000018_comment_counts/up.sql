-- How many comments of the video are published, answers among them; written with them.
alter table rooms add column comments bigint not null default 0;
update rooms set comments =
  (select count(*) from comments where comments.video_id = rooms.video_id and comments.state = 'published');

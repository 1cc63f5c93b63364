delete from outbox_places where consumer = 'notifications';
drop table chapters;
drop table announcements;
drop table notification_settings;
drop table notifications;
drop table follows;
alter table users drop column followers;
drop table video_likes;
alter table videos drop column likes;

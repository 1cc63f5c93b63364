drop table admin_tokens;
drop table sign_ups;
drop table one_time_codes;
alter table users drop column phone_verified_at;
alter table users drop column phone;
alter table users drop column email_verified_at;

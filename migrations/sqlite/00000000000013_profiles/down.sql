drop table user_tiers;
drop table tiers;
drop table profile_pictures;
drop table profiles;

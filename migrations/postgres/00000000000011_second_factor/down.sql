drop table api_keys;
drop table recovery_codes;
drop table totp;

-- Accounts that wait say so themselves.

update users set status = 'pending' where id in (select user_id from sign_ups);

update users set status = 'active' where status = 'pending';

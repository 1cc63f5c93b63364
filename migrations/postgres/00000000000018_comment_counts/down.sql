alter table rooms drop column comments;

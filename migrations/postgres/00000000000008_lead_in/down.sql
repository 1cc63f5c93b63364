update bounds set lead_in = case lead_in when 0 then 1 else 0 end;
alter table bounds rename column lead_in to is_independent;

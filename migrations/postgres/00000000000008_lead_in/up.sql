-- Segments of the source that start between key frames are decoded from further back than the one before.

alter table bounds rename column is_independent to lead_in;
update bounds set lead_in = 1 - lead_in;

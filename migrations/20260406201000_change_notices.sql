-- A message may tell of something that has changed for its reader, as another evaluator.
alter table message drop constraint message_kind_check,
    add constraint message_kind_check check (kind in ('reminder', 'overdue', 'request', 'notice'));

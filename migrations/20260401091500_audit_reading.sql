-- Readers of the audit book ask for one kind of event at a time, newest first.
create index audit_entry_event on audit_entry (event, seq desc);

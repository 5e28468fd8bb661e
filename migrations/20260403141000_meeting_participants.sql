-- Who sat in a calibration meeting: people of the city by their accounts, with name and post as they
-- were; others in a line of words. Kept with the record, and like it never changed.
create table calibration_participant (
    session_id bigint not null references calibration_session,
    place smallint not null check (place > 0),
    staff_id bigint not null references staff,
    name text not null check (char_length(name) between 1 and 100),
    post text not null check (char_length(post) <= 200),
    primary key (session_id, place),
    unique (session_id, staff_id)
);
revoke update, delete on calibration_participant from jinzai_app;

-- those who have no account; nobody where all have one
alter table calibration_session drop constraint calibration_session_participants_check,
    add constraint calibration_session_participants_check
        check (char_length(participants) <= 400);

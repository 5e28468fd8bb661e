-- 除斥 (evaluation.md 1.3): whoever had a part in evaluating the person neither judges the
-- complaint nor works on it. What counts is what somebody did, not who holds the seat today: a
-- handover puts another evaluator on the sheet, and the former one stays somebody who evaluated.

-- Who evaluates or evaluated with this sheet: today's evaluators, those of an earlier part of the
-- period, whoever submitted a round. What 職員課 only typed for somebody else (代行) is not theirs.
create function sheet_evaluators(sheet bigint) returns setof bigint language sql stable as $$
    select v.id
    from sheet s, unnest(array[s.first_evaluator_id, s.second_evaluator_id]) as v (id)
    where s.id = sheet_evaluators.sheet and v.id is not null
    union
    select v.id
    from sheet_segment g, unnest(array[g.first_evaluator_id, g.second_evaluator_id]) as v (id)
    where g.sheet_id = sheet_evaluators.sheet and v.id is not null
    union
    select h.author_id from handover h where h.sheet_id = sheet_evaluators.sheet
    union
    select u.by_id from submission u
    where u.sheet_id = sheet_evaluators.sheet and u.step <> 'self'
      and not exists (select from passage p
                      where p.sheet_id = u.sheet_id and p.action = 'on_behalf'
                        and p.by_id = u.by_id and p.at = u.at)
$$;

-- Whether somebody had a part in any evaluation of this person: evaluated, gave facts as 補助者,
-- sat or sits as 調整者 or 確認者.
create function took_part(subject bigint, person bigint) returns boolean
language sql stable as $$
    select exists (
        select from sheet s
        where s.subject_id = took_part.subject
          and (took_part.person in (s.assistant_id, s.calibrator_id, s.confirmer_id)
               or took_part.person in (select sheet_evaluators(s.id))
               or exists (select from assistance a
                          where a.sheet_id = s.id and a.by_id = took_part.person)
               or s.confirmer_id is not null
                  and exists (select from result r
                              where r.sheet_id = s.id and r.confirmed_by = took_part.person)))
$$;
grant execute on function sheet_evaluators, took_part to jinzai_app;

-- Why somebody may not judge. Who kept the board or confirmed the result for 職員課, where nobody sits
-- as 調整者 or 確認者, may look into the case but does not judge it.
create or replace function complaint_bar(complaint bigint, staff bigint) returns text
language sql stable as $$
    select case
        when c.subject_id = staff then 'own'
        when took_part(c.subject_id, staff) then 'evaluated'
        when exists (select from complaint_question q
                     where q.complaint_id = c.id and q.asked_of = staff) then 'asked'
        when exists (select from complaint o where o.subject_id = staff
                     and o.state not in ('notified', 'settled', 'withdrawn')) then 'complains'
        when exists (select from result r
                     where r.sheet_id = c.sheet_id and r.confirmed_by = staff)
             or exists (select from calibration_move m
                        where m.sheet_id = c.sheet_id and m.by_id = staff) then 'confirmed'
    end
    from complaint c where c.id = complaint_bar.complaint
$$;

-- A member who was asked or complains since they were named neither sits nor decides.
create function complaint_attendance_check() returns trigger language plpgsql as $$
begin
    if exists (select from complaint_member m where m.id = new.member_id
               and complaint_bar(m.complaint_id, m.staff_id) is not null) then
        raise exception 'this person may not judge this complaint'
            using errcode = 'check_violation', constraint = 'complaint_attendance_impartial';
    end if;
    return new;
end
$$;
create trigger complaint_attendance_impartial before insert on complaint_attendance
    for each row execute function complaint_attendance_check();

create function complaint_decision_check() returns trigger language plpgsql as $$
begin
    if exists (select from complaint_attendance t join complaint_member m on m.id = t.member_id
               where t.session_id = new.session_id
                 and complaint_bar(m.complaint_id, m.staff_id) is not null) then
        raise exception 'somebody who may not judge sat in the session that decides'
            using errcode = 'check_violation', constraint = 'complaint_decision_impartial';
    end if;
    return new;
end
$$;
create trigger complaint_decision_impartial before insert on complaint_decision
    for each row execute function complaint_decision_check();

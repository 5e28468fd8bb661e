-- The confirmed result, the band and the code of the pay are three records with three rights
-- (evaluation.md 3.6). Bands were everybody's of 職員課; now they are theirs who keep them.

alter table hat drop constraint hat_hat_check,
    -- band 成績区分担当: of 職員課, who see and decide the bands
    add constraint hat_hat_check
        check (hat in ('hr', 'auditor', 'administrator', 'payroll', 'band'));

-- Nobody loses on the day of the change what they were at: whoever is 職員課 for the whole city keeps
-- the bands as well, until the rights are looked through.
insert into hat (staff_id, hat, valid, reason)
select h.staff_id, 'band', h.valid, '成績区分の権限を分けたときに、職員課から引き継いだ'
from hat h
where h.hat = 'hr' and h.scope_authority is null and h.scope_unit is null
  and (upper_inf(h.valid) or upper(h.valid) > current_date)
on conflict do nothing;

-- 代行: a change of agreed goals that came on paper is entered by 職員課, and its answer too. It runs
-- beside the state of the sheet, so its pass leaves the sheet where it is, as more time does.
alter table passage drop constraint passage_action_check,
    add constraint passage_action_check check (action in (
        'open', 'submit', 'withdraw', 'send_back', 'reevaluate', 'advance', 'pass_over',
        'on_behalf', 'confirm', 'disclose', 'correct', 'exclude', 'reinstate', 'extend',
        'hand_over', 'goal_change', 'goal_change_answer'));

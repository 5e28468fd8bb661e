-- 代行: what somebody wrote on paper is entered by 職員課 for them, with the reason in the history.
alter table passage drop constraint passage_action_check,
    add constraint passage_action_check check (action in (
        'open', 'submit', 'withdraw', 'send_back', 'reevaluate', 'advance', 'pass_over',
        'on_behalf', 'confirm', 'disclose', 'correct', 'exclude', 'reinstate', 'extend',
        'hand_over'));

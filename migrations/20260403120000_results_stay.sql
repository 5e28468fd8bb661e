-- A confirmed result is never overwritten (evaluation.md 1.2): a correction is a version of its own.
-- The application confirms and discloses; nothing else of a result may change by its hand.
revoke update on result from jinzai_app;
grant update (disclosed_at) on result to jinzai_app;

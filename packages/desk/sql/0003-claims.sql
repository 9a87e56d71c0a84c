-- compatible
-- A wrong return is taken back by a decision of its own, by two people whatever the amount.
alter table desk.decision
  drop constraint decision_kind_known,
  add constraint decision_kind_known check (kind in ('return', 'withdraw', 'undo')),
  add constraint decision_undo_by_two check
    (kind <> 'undo' or state <> 'effective' or second_by is not null);

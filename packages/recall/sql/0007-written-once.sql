-- compatible
-- A new leg is written once, with all that was found for it; what refers to it may come before.
alter table recall.returned_span alter constraint returned_span_leg deferrable initially deferred;

-- A leg is written some ten times in its life, and while one of its indexes speaks of a column that
-- changes, each time into every index. What is pending is found among the legs of its case as fast; and
-- the attempts of a case are in order of the case already. Room is left on each page for the next state.
drop index recall.leg_ask_pending;
drop index recall.leg_report_pending;
drop index recall.leg_case;
alter table recall.leg set (fillfactor = 50);

-- compatible
-- What the asker takes back of an ask, offset by offset; like the stance it only grows. The owner has
-- found that some of what was claimed had been his own doing.
alter table recall.leg
  add column let_go jsonb not null default '[]',
  -- Of what is onward: how much companies further away hold, have on its way back, and tell as lost.
  -- Figures without places or names, since whoever is further away is not ours to know.
  add column beyond_held bigint not null default 0,
  add column beyond_returned bigint not null default 0,
  add column beyond_gone bigint not null default 0,
  add constraint leg_beyond check (
    least(beyond_held, beyond_returned, beyond_gone) >= 0
    and beyond_held + beyond_returned + beyond_gone <= onward);

-- compatible
-- Passwords that were taken although the list of leaked ones could not be asked.
create table account.unchecked_password (
  unchecked_id text not null,
  at timestamptz not null,
  reason text not null,
  constraint unchecked_password_pkey primary key (unchecked_id)
);
grant select, insert on account.unchecked_password to modosu_app;

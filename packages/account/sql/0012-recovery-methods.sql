-- compatible
-- Where the code of a recovery went, and by what its owner was verified. One by the desk has no code.
alter table account.recovery add column address_id text;
alter table account.recovery add column methods text[] not null default '{}';
alter table account.recovery add constraint recovery_address_fkey
  foreign key (address_id) references account.address (address_id);
alter table account.recovery add constraint recovery_methods_check
  check (methods <@ array['sent_code', 'saved_code', 'passkey', 'desk']
    and (verified_at is null or cardinality(methods) >= 2 or methods = array['desk']));
alter table account.recovery alter column code_digest drop not null;
alter table account.recovery add constraint recovery_code_check
  check (code_digest is not null or methods = array['desk']);

-- Each of the two people at the desk says for himself that he saw the owner's papers, and where the
-- link is to go. Insert-only.
create table account.desk_vouch (
  vouch_id text not null,
  case_id text not null,
  staff_id text not null,
  supervisor boolean not null,
  contact_digest bytea not null,
  key_id text not null,
  papers text not null,
  reason text not null,
  at timestamptz not null,
  constraint desk_vouch_pkey primary key (vouch_id),
  constraint desk_vouch_stop_fkey foreign key (case_id) references account.stop (case_id),
  constraint desk_vouch_papers_check
    check (papers in ('driving_licence', 'my_number_card', 'passport', 'residence_card'))
);
create index desk_vouch_case_idx on account.desk_vouch (case_id, at);
grant select, insert on account.desk_vouch to modosu_app;

-- compatible
-- Codes of one set are of one moment; one that was used to sign in is replaced by a new one.
alter table account.recovery_code add column used_at timestamptz;
create index recovery_code_hash_idx on account.recovery_code (member_id, code_hash);

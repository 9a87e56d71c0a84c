-- breaking
-- An address is any contact that was confirmed: the e-mail address to sign in with, a second one,
-- a phone. One of each at a time; a contact is one member's only, whatever it is to him.
alter table account.address rename column email to contact;
alter table account.address rename column email_key to contact_key;
alter table account.address add column channel text not null default 'email';
alter table account.address alter column channel drop default;
alter table account.address add constraint address_channel_check
  check (channel in ('email', 'second_email', 'phone'));
drop index account.address_member_present_key;
create unique index address_member_present_key
  on account.address (member_id, channel) where until_at is null;

-- Codes sent to a contact that is to be confirmed: by mail, and by text message too.
alter table account.mail_code rename to contact_code;
alter table account.contact_code rename constraint mail_code_pkey to contact_code_pkey;
alter table account.contact_code rename constraint mail_code_member_fkey to contact_code_member_fkey;
alter table account.contact_code rename column email to contact;
alter table account.contact_code drop constraint mail_code_purpose_check;
alter table account.contact_code add constraint contact_code_purpose_check
  check (purpose in ('sign_up', 'email', 'second_email', 'phone'));
alter index account.mail_code_member_idx rename to contact_code_member_idx;

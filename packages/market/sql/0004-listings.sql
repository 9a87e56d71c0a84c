-- breaking
-- Everything that a listing says, and what a search finds it by. A state changes with every sale and
-- stands in no index: such a change then writes one row and no index (a HOT update), while the keys
-- of the search, some sixty a listing, are written once.
alter table market.listing
  add column category text not null default 'other',
  add column condition text not null default 'good',
  add column shipping_way text not null default 'tracked',
  add column postage text not null default 'seller',
  add column suspended boolean not null default false,
  add column search_keys integer[] not null default '{}',
  add constraint listing_condition_known check
    (condition in ('new', 'like_new', 'good', 'fair', 'worn', 'poor')),
  add constraint listing_shipping_way_known check
    (shipping_way in ('anonymous', 'tracked', 'untracked')),
  add constraint listing_postage_known check (postage in ('seller', 'buyer')),
  drop constraint listing_state_known,
  add constraint listing_state_known check
    (state in ('draft', 'listed', 'sold', 'paused', 'closed', 'deleted')),
  set (fillfactor = 85);
alter table market.listing
  alter column category drop default,
  alter column condition drop default,
  alter column shipping_way drop default,
  alter column postage drop default,
  alter column search_keys drop default;
drop index market.listing_by_state;
drop index market.listing_by_price;
create index listing_by_time on market.listing (listed_at, listing_id);
create index listing_by_price on market.listing (price, listing_id);
create index listing_by_seller on market.listing (seller_id, listed_at);
-- Without the pending list every search would have to read, and somebody's sale to empty.
create index listing_by_keys on market.listing using gin (search_keys) with (fastupdate = off);
grant update (title, title_folded, description, price, ships_in, category, condition, shipping_way,
  postage, approves_buyers, suspended, search_keys, listed_at) on market.listing to modosu_app;
create index listing_like_by_member on market.listing_like (member_id, liked_at);

-- Edits and deletes are told apart by session, like everything that a member does.
alter table market.member_act
  drop constraint member_act_kind_known,
  add constraint member_act_kind_known check
    (kind in ('listing', 'listing_edit', 'listing_delete', 'comment', 'order'));

-- A comment that was taken away stays here, unseen: it may be what a report is about.
alter table market.listing_comment
  add column removed_at timestamptz,
  add column removed_by text,
  add constraint listing_comment_removed check ((removed_at is null) = (removed_by is null)),
  add constraint listing_comment_removed_by_known check
    (removed_by in ('author', 'seller', 'office'));
grant update (removed_at, removed_by) on market.listing_comment to modosu_app;

-- What others see of a member: never his id of the account, which other companies and papers name.
create table market.member (
  member_id text not null,
  profile_id text not null,
  introduction text not null default '',
  joined_at timestamptz not null,
  constraint member_pkey primary key (member_id),
  constraint member_profile_key unique (profile_id)
);
grant select, insert on market.member to modosu_app;
grant update (introduction) on market.member to modosu_app;

-- A picture as we made it from what was sent, by its content: the same picture is kept once.
create table market.photo_file (
  content_hash text not null,
  large bytea not null,
  small bytea not null,
  width integer not null,
  height integer not null,
  stored_at timestamptz not null,
  constraint photo_file_pkey primary key (content_hash)
);
-- JPEG does not shrink any further.
alter table market.photo_file alter column large set storage external,
  alter column small set storage external;
grant select, insert, delete on market.photo_file to modosu_app;
grant update (stored_at) on market.photo_file to modosu_app;

create table market.photo (
  photo_id text not null,
  content_hash text not null,
  member_id text not null,
  uploaded_at timestamptz not null,
  listing_id text,
  place integer,
  constraint photo_pkey primary key (photo_id),
  constraint photo_file_fkey foreign key (content_hash) references market.photo_file,
  constraint photo_listing_fkey foreign key (listing_id) references market.listing,
  constraint photo_place_key unique (listing_id, place),
  constraint photo_placed check ((listing_id is null) = (place is null) and place >= 1)
);
create index photo_by_content on market.photo (content_hash);
grant select, insert, delete on market.photo to modosu_app;
grant update (listing_id, place) on market.photo to modosu_app;

-- compatible
-- "This is not right": what members report of a listing or of a comment below it. Open until the
-- office decides about the thing, which answers all of its open reports at once.
create table market.report (
  report_id text not null,
  listing_id text not null,
  comment_id text,
  reporter_id text not null,
  reason text not null,
  words text not null,
  reported_at timestamptz not null,
  review_id text,
  constraint report_pkey primary key (report_id),
  constraint report_listing_fkey foreign key (listing_id) references market.listing,
  constraint report_comment_fkey foreign key (comment_id) references market.listing_comment,
  constraint report_reason_known check (reason in
    ('counterfeit', 'prohibited', 'stolen', 'misleading', 'personal_data', 'abuse', 'other'))
);
create unique index report_open_once on market.report
  (listing_id, coalesce(comment_id, ''), reporter_id) where review_id is null;
create index report_open on market.report (reported_at, report_id) where review_id is null;

-- What the office decided about a listing or a comment, and why. Insert-only.
create table market.review (
  review_id text not null,
  listing_id text not null,
  comment_id text,
  decision text not null,
  reason text not null,
  staff_id text not null,
  decided_at timestamptz not null,
  constraint review_pkey primary key (review_id),
  constraint review_listing_fkey foreign key (listing_id) references market.listing,
  constraint review_comment_fkey foreign key (comment_id) references market.listing_comment,
  constraint review_decision_known check (decision in ('keep', 'suspend', 'remove'))
);
create index review_by_listing on market.review (listing_id, decided_at);
grant select, insert on market.review to modosu_app;
alter table market.report
  add constraint report_review_fkey foreign key (review_id) references market.review;
grant select, insert on market.report to modosu_app;
grant update (review_id) on market.report to modosu_app;

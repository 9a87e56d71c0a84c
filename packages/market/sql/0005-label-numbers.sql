-- compatible
-- The market's own block of slip numbers, as a carrier gives one to a great sender: eleven digits
-- that the check digit follows.
create sequence market.label_number start with 30000000000 minvalue 30000000000
  maxvalue 39999999999;
grant usage on sequence market.label_number to modosu_app;

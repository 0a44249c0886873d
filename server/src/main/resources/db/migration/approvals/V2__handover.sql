-- When the maker took what the request made, which happens once.
alter table approvals.request add column handed_over_at timestamptz;
grant update (handed_over_at) on approvals.request to flowlet_app;

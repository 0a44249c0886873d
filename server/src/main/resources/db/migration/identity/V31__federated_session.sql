-- Which provider vouched for the person, and what it called the strength of the proof. Null: the person signed in here.
alter table identity.session
  add column provider uuid,
  add column provider_acr text,
  add constraint provider_is_whole check (num_nulls(provider, provider_acr) in (0, 2));
grant update (provider, provider_acr) on identity.session to flowlet_app;

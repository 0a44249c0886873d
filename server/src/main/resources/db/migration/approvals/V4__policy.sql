-- By which rule a request is judged: the kind's own, raised by the tenant's policy of then and of every moment since. It only ever rises,
-- whoever asks: fewer people and more time are refused here, too.
alter table approvals.request
  add column checker_roles text[] not null default '{}', -- empty: those of the kind's own rule
  add column policy_version int not null default 0 check (policy_version >= 0); -- 0: no policy said anything

create function approvals.only_stricter() returns trigger
  language plpgsql set search_path = pg_catalog as $$
begin
  if new.checkers < old.checkers or new.expires_at > old.expires_at
     or (old.checker_roles <> '{}' and new.checker_roles = '{}') then
    raise exception 'a request is judged by no weaker rule than before' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger only_stricter before update on approvals.request for each row execute function approvals.only_stricter();

grant update (checkers, expires_at, checker_roles) on approvals.request to flowlet_app;

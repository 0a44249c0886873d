-- What must always be true of the books. Each statement returns the rows that break one rule: tenant, account, version, what was found.
-- Run it as flowlet_reader, over all tenants, in one REPEATABLE READ transaction: ./flowlet ledger verify does, and so does psql -f.

-- check: the balances of each currency sum to zero
select tenant_id, null::bigint as account_id, null::bigint as version,
       format('currency %s sums to %s', lpad(currency::text, 3, '0'), sum(posted)) as found
from ledger.account
group by tenant_id, currency
having sum(posted) <> 0
order by tenant_id, currency;

-- check: every entry stands in an account of its tenant and its currency
select e.tenant_id, e.account_id, e.version,
       case when a.id is null then format('transfer %s names an account that is not there', e.id)
            else format('transfer %s is in currency %s, the account in %s', e.id, e.currency, a.currency) end as found
from ledger.entry e
left join ledger.account a on a.tenant_id = e.tenant_id and a.id = e.account_id
where a.id is null or a.currency <> e.currency
order by 1, 2, 3;

-- check: every chain counts on without a gap, every balance is the one before plus the entry, no limit was broken on the way
with chain as (
  select tenant_id, account_id, version, id, change, balance, held_out, held_in,
         lag(version, 1, 0::bigint) over entries as version_before,
         lag(balance, 1, 0::bigint) over entries as balance_before,
         sum(coalesce(held_out, 0)) over entries as out_after,
         sum(coalesce(held_in, 0)) over entries as in_after
  from ledger.entry
  window entries as (partition by tenant_id, account_id order by version rows unbounded preceding)
)
select c.tenant_id, c.account_id, c.version,
       case when c.version <> c.version_before + 1
              then format('transfer %s has version %s after version %s', c.id, c.version, c.version_before)
            when c.balance::numeric <> c.balance_before::numeric + c.change
              then format('transfer %s leaves %s after %s and a change of %s', c.id, c.balance, c.balance_before, c.change)
            when c.out_after < 0 or c.in_after < 0
              then format('transfer %s releases more than was held: %s out, %s in', c.id, c.out_after, c.in_after)
            when c.balance - c.out_after < b.floor
              then format('transfer %s leaves %s with %s held, below the floor of %s', c.id, c.balance, c.out_after, b.floor)
            else format('transfer %s leaves %s with %s expected, above the ceiling of %s', c.id, c.balance, c.in_after, b.ceiling)
       end as found
from chain c
-- the limits that held when the entry was made
left join lateral (
  select floor, ceiling from ledger.account_bounds l
  where l.tenant_id = c.tenant_id and l.account_id = c.account_id and l.from_version < c.version
  order by l.from_version desc limit 1
) b on true
where c.version <> c.version_before + 1
   or c.balance::numeric <> c.balance_before::numeric + c.change
   or c.out_after < 0 or c.in_after < 0
   or (c.balance - c.out_after < b.floor and c.change < coalesce(c.held_out, 0))
   or (c.balance + c.in_after > b.ceiling and c.change + coalesce(c.held_in, 0) > 0)
order by 1, 2, 3;

-- check: every account stands where its chain ends
with ends as (
  select tenant_id, account_id, count(*) as entries, max(version) as version, sum(change) as posted,
         sum(coalesce(held_out, 0)) as held_out, sum(coalesce(held_in, 0)) as held_in
  from ledger.entry
  group by tenant_id, account_id
)
select a.tenant_id, a.id as account_id, a.version,
       format('the account has version %s, posted %s, held %s out, %s in; its %s entries end at version %s, posted %s, held %s out, %s in',
              a.version, a.posted, a.held_out, a.held_in, coalesce(e.entries, 0), coalesce(e.version, 0), coalesce(e.posted, 0),
              coalesce(e.held_out, 0), coalesce(e.held_in, 0)) as found
from ledger.account a
left join ends e on e.tenant_id = a.tenant_id and e.account_id = a.id
where a.version <> coalesce(e.version, 0)
   or a.version <> coalesce(e.entries, 0)
   or a.posted <> coalesce(e.posted, 0)
   or a.held_out <> coalesce(e.held_out, 0)
   or a.held_in <> coalesce(e.held_in, 0)
order by 1, 2;

-- check: every account has its text, and the limits that its history says
select a.tenant_id, a.id as account_id, a.version,
       case when i.id is null then 'the account has no name, GL code and public id'
            else format('the account has floor %s and ceiling %s, its history %s and %s',
                        coalesce(a.floor::text, 'none'), coalesce(a.ceiling::text, 'none'),
                        coalesce(b.floor::text, 'none'), coalesce(b.ceiling::text, 'none')) end as found
from ledger.account a
left join ledger.account_info i on i.tenant_id = a.tenant_id and i.id = a.id
left join lateral (
  select floor, ceiling from ledger.account_bounds l
  where l.tenant_id = a.tenant_id and l.account_id = a.id
  order by l.from_version desc limit 1
) b on true
where i.id is null or a.floor is distinct from b.floor or a.ceiling is distinct from b.ceiling
order by 1, 2;

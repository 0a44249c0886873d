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
  order by l.from_version desc, l.revision desc limit 1
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
  order by l.from_version desc, l.revision desc limit 1
) b on true
where i.id is null or a.floor is distinct from b.floor or a.ceiling is distinct from b.ceiling
order by 1, 2;

-- check: what is held on every account is what its open holds add up to
with held as (
  select tenant_id, account_id, sum(held_out) as held_out, sum(held_in) as held_in
  from (
    select tenant_id, debit_account as account_id, remaining as held_out, 0::bigint as held_in from ledger.hold where state = 0
    union all
    select tenant_id, credit_account, 0::bigint, remaining from ledger.hold where state = 0
  ) sides
  group by tenant_id, account_id
)
select coalesce(a.tenant_id, h.tenant_id) as tenant_id, coalesce(a.id, h.account_id) as account_id, a.version,
       format('the account holds %s out and %s in, its open holds add up to %s and %s', coalesce(a.held_out, 0), coalesce(a.held_in, 0),
              coalesce(h.held_out, 0), coalesce(h.held_in, 0)) as found
from ledger.account a
full join held h on h.tenant_id = a.tenant_id and h.account_id = a.id
where coalesce(a.held_out, 0) <> coalesce(h.held_out, 0) or coalesce(a.held_in, 0) <> coalesce(h.held_in, 0)
order by 1, 2;

-- check: every hold is what its transfers made of it
with made as (
  select tenant_id, case when kind = 2 then id else ref_id end as hold_id,
         count(*) filter (where kind = 2) as placed, count(*) filter (where kind = 4) as voids, count(*) filter (where kind = 5) as expiries,
         coalesce(sum(amount) filter (where kind = 2), 0) as amount, coalesce(sum(amount) filter (where kind = 3), 0) as captured,
         sum(coalesce(held, 0)) as remaining,
         bool_or(case kind when 2 then coalesce(held, 0) <> amount when 3 then coalesce(held, 0) > 0
                           else coalesce(held, 0) <> -amount end) as odd,
         min(debit_account) as debit, max(debit_account) as last_debit, min(credit_account) as credit, max(credit_account) as last_credit,
         min(currency) as currency, max(currency) as last_currency
  from ledger.transfer
  where kind in (2, 3, 4, 5)
  group by 1, 2
)
select coalesce(h.tenant_id, m.tenant_id) as tenant_id, null::bigint as account_id, null::bigint as version,
       case when h.id is null then format('transfers name the hold %s, which is not there', coalesce(m.hold_id::text, 'none'))
            when m.hold_id is null then format('no transfer placed the hold %s', h.id)
            else format('hold %s is in state %s with %s of %s left and %s of %s captured; its transfers: placed %s of %s, %s left, %s captured,'
                        ' %s voids, %s expiries', h.id, h.state, h.remaining, h.amount, h.captured, h.capture_limit, m.placed, m.amount,
                        m.remaining, m.captured, m.voids, m.expiries) end as found
from ledger.hold h
full join made m on m.tenant_id = h.tenant_id and m.hold_id = h.id
where h.id is null or m.hold_id is null or m.placed <> 1 or m.odd
   or h.amount <> m.amount or h.remaining <> m.remaining or h.captured <> m.captured or h.captured > h.capture_limit
   or h.debit_account <> m.debit or m.debit <> m.last_debit or h.credit_account <> m.credit or m.credit <> m.last_credit
   or h.currency <> m.currency or m.currency <> m.last_currency
   or m.voids <> case h.state when 2 then 1 else 0 end
   or m.expiries <> case h.state when 3 then 1 else 0 end
   or (h.state = 0) <> (h.remaining > 0)
   or (h.state = 1 and h.captured = 0)
order by 1, 4;

-- check: what moved back of a transfer is what its reversals add up to, between the same accounts and never more than it moved
with back as (
  select tenant_id, ref_id, sum(amount) as reversed, min(debit_account) as debit, max(debit_account) as last_debit,
         min(credit_account) as credit, max(credit_account) as last_credit, min(currency) as currency, max(currency) as last_currency
  from ledger.transfer
  where kind = 6
  group by 1, 2
)
select coalesce(r.tenant_id, b.tenant_id) as tenant_id, null::bigint as account_id, null::bigint as version,
       case when o.id is null then format('transfer %s was reversed and is not there', coalesce(r.transfer_id, b.ref_id))
            else format('transfer %s of kind %s moved %s from %s to %s; reversals moved back %s from %s to %s, %s of %s are noted', o.id, o.kind,
                        o.amount, o.debit_account, o.credit_account, coalesce(b.reversed, 0), b.debit, b.credit, coalesce(r.reversed, 0),
                        coalesce(r.amount, 0)) end as found
from ledger.reversal r
full join back b on b.tenant_id = r.tenant_id and b.ref_id = r.transfer_id
left join ledger.transfer o on o.tenant_id = coalesce(r.tenant_id, b.tenant_id) and o.id = coalesce(r.transfer_id, b.ref_id)
where r.transfer_id is null or b.ref_id is null or o.id is null
   or o.kind not in (1, 3, 7) or r.amount <> o.amount or r.reversed <> b.reversed or r.reversed > o.amount
   or b.debit <> o.credit_account or b.last_debit <> o.credit_account or b.credit <> o.debit_account or b.last_credit <> o.debit_account
   or b.currency <> o.currency or b.last_currency <> o.currency
order by 1, 4;

-- check: nothing takes effect after it was booked
select tenant_id, debit_account as account_id, debit_version as version,
       format('transfer %s takes effect %s, booked %s', id, value_at, booked_at) as found
from ledger.transfer
where value_at > booked_at
order by 1, 2, 3;

-- check: the legs of every transaction are numbered from its id on without a gap
with legs as (
  select tenant_id, tx_id, count(*) as legs, min(id::text) as first, max(id::text) as last
  from ledger.transfer
  group by tenant_id, tx_id
)
select tenant_id, null::bigint as account_id, null::bigint as version,
       format('transaction %s has %s legs, from %s to %s', tx_id, legs, first, last) as found
from legs
where first <> tx_id::text or left(last, 34) <> left(first, 34)
   or ('x' || right(last, 2))::bit(8)::int - ('x' || right(first, 2))::bit(8)::int <> legs - 1
order by 1, 4;

-- check: every day's end is the sum of what had taken effect and of what had been booked
with days as (
  select tenant_id, account_id, (value_at at time zone 'UTC')::date as day, sum(change) as by_value, 0 as by_booking,
         null::bigint as version, null::bigint as balance, null::bigint as booked
  from ledger.entry
  group by 1, 2, 3
  union all
  select tenant_id, account_id, (booked_at at time zone 'UTC')::date, 0, sum(change), null, null, null
  from ledger.entry
  group by 1, 2, 3
  union all
  select tenant_id, account_id, value_day, 0, 0, version, balance, booked
  from ledger.balance_day
), sums as (
  -- rows of one day are peers: each has the sum of them all
  select tenant_id, account_id, day, version, balance, booked,
         sum(by_value) over until_day as value_sum, sum(by_booking) over until_day as booking_sum
  from days
  window until_day as (partition by tenant_id, account_id order by day)
)
select tenant_id, account_id, version,
       format('the end of %s has %s by value date and %s by booking, its entries %s and %s', day, balance, booked, value_sum, booking_sum) as found
from sums
where version is not null and (balance <> value_sum or booked <> booking_sum)
order by 1, 2, 3;

-- check: nothing was booked into a period that was closed
select distinct on (t.tenant_id, t.id) t.tenant_id, t.debit_account as account_id, t.debit_version as version,
       format('transfer %s of %s was booked at %s into the period that was closed through %s at %s',
              t.id, t.value_at, t.booked_at, p.closed_through, p.closed_at) as found
from ledger.transfer t
join ledger.period p on p.tenant_id = t.tenant_id
where t.value_at <> t.booked_at
  and t.value_at < (p.closed_through + 1)::timestamp at time zone 'UTC'
  -- clocks of two instances differ by less
  and t.booked_at > p.closed_at + interval '1 minute'
order by t.tenant_id, t.id;

-- check: every closed period has the sums that it was closed with, and they are those of the entries
with moved as (
  select tenant_id, account_id, (value_at at time zone 'UTC')::date as day, sum(change) as change, null::date as closed_through
  from ledger.entry
  where tenant_id in (select tenant_id from ledger.period)
  group by 1, 2, 3
  union all
  select p.tenant_id, i.id, p.closed_through, 0, p.closed_through
  from ledger.period p join ledger.account_info i on i.tenant_id = p.tenant_id
), balances as (
  select tenant_id, account_id, closed_through, sum(change) over (partition by tenant_id, account_id order by day) as balance
  from moved
), lines as (
  select b.tenant_id, b.closed_through, i.gl_code, a.currency,
         coalesce(-sum(b.balance) filter (where b.balance < 0), 0) as debit, coalesce(sum(b.balance) filter (where b.balance > 0), 0) as credit
  from balances b
  join ledger.account a on a.tenant_id = b.tenant_id and a.id = b.account_id
  join ledger.account_info i on i.tenant_id = b.tenant_id and i.id = b.account_id
  where b.closed_through is not null
  group by 1, 2, 3, 4
), wrong as (
  select coalesce(l.tenant_id, p.tenant_id) as tenant_id,
         format('GL code %s, currency %s at the end of %s: closed with %s debit and %s credit, the entries have %s and %s',
                coalesce(l.gl_code, p.gl_code), lpad(coalesce(l.currency, p.currency)::text, 3, '0'),
                coalesce(l.closed_through, p.closed_through), coalesce(p.debit, 0), coalesce(p.credit, 0),
                coalesce(l.debit, 0), coalesce(l.credit, 0)) as found
  from lines l
  full join ledger.period_balance p on p.tenant_id = l.tenant_id and p.closed_through = l.closed_through
    and p.gl_code = l.gl_code and p.currency = l.currency
  where coalesce(l.debit, 0) <> coalesce(p.debit, 0) or coalesce(l.credit, 0) <> coalesce(p.credit, 0)
), digests as (
  select p.tenant_id, p.closed_through, p.digest,
         sha256(convert_to(p.closed_through || E'\n' || coalesce((
           select string_agg(format(E'%s,%s,%s,%s\n', b.gl_code, b.currency, b.debit, b.credit), '' order by b.gl_code collate "C", b.currency)
           from ledger.period_balance b where b.tenant_id = p.tenant_id and b.closed_through = p.closed_through), ''), 'UTF8')) as found
  from ledger.period p
)
select tenant_id, null::bigint as account_id, null::bigint as version, found from wrong
union all
select tenant_id, null, null, format('the lines of the period closed through %s are not those of its digest', closed_through)
from digests where digest <> found
order by 1, 4;

-- check: every seal is the one that the audit log tells of
with told as (
  select tenant_id, event ->> 'action' as action, (event #>> '{details,number}')::bigint as number, event #>> '{details,root}' as root,
         event #>> '{details,after}' as after_id, event #>> '{details,through}' as through_id
  from (
    select tenant_id, convert_from(body, 'UTF8')::jsonb as event
    from audit.event
    where position(convert_to('"action":"ledger.seal"', 'UTF8') in body) > 0
  ) events
)
select coalesce(s.tenant_id, t.tenant_id) as tenant_id, null::bigint as account_id, null::bigint as version,
       case when s.number is null then format('seal %s, of which the audit log tells, is gone', t.number)
            when t.number is null then format('seal %s is not in the audit log', s.number)
            else format('seal %s is not the one that the audit log tells of', s.number) end as found
from ledger.seal s
full join (select * from told where action = 'ledger.seal') t on t.tenant_id = s.tenant_id and t.number = s.number
where s.number is null or t.number is null or t.root <> encode(s.root, 'hex')
   or t.after_id <> s.after_id::text or t.through_id <> s.through_id::text
order by 1, coalesce(s.number, t.number);

-- A token stands for a value that others must not hold. The value is vault ciphertext: under the key of the subscriber whose it is, else
-- under the tenant's own. A token in its value's format shows what it preserves, so no index of the value stands in this table.
create table tokens.token (
  tenant_id int not null,
  id uuid not null,
  type text not null check (type in ('card_number', 'account_number', 'document_number')),
  format text not null check (format in ('random', 'preserving')),
  token text not null,
  value bytea not null,
  subscriber uuid,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, type, token),
  foreign key (tenant_id, subscriber) references subscribers.subscriber (tenant_id, id)
);
select flowlet.tenant_table('tokens.token');

-- One value, one token: its blind index, a row for each version of the tenant's secret. Rows go with their token.
create table tokens.blind_index (
  tenant_id int not null,
  type text not null,
  format text not null,
  version int not null check (version > 0),
  index_value bytea not null check (length(index_value) = 16),
  token_id uuid not null,
  primary key (tenant_id, type, format, version, index_value),
  foreign key (tenant_id, token_id) references tokens.token (tenant_id, id) on delete cascade
);
create index blind_index_of_token on tokens.blind_index (tenant_id, token_id);
select flowlet.tenant_table('tokens.blind_index');

-- Who saw a value and why; the reason is ciphertext under the tenant's own key. Stays when the token goes.
create table tokens.reveal (
  tenant_id int not null,
  id uuid not null,
  token_id uuid not null,
  purpose text not null,
  reason bytea not null,
  revealed_by uuid not null,
  revealed_at timestamptz not null,
  primary key (tenant_id, id)
);
select flowlet.tenant_table('tokens.reveal');
select flowlet.append_only('tokens.reveal');

grant usage on schema tokens to flowlet_app, flowlet_reader;
grant select, insert, delete on tokens.token to flowlet_app;
grant select, insert on tokens.blind_index, tokens.reveal to flowlet_app;
grant select on tokens.token, tokens.blind_index, tokens.reveal to flowlet_reader;

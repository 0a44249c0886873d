-- How a client protects itself. Clients from before keep what they have: a secret by Basic or in the form, bearer tokens, PKCE.
alter table identity.oauth_client
  alter column secret_hmac drop not null,
  add column profile text check (profile in ('browser', 'native', 'service', 'bank')),
  add column auth_method text not null default 'client_secret_basic' check (auth_method in ('client_secret_basic', 'client_secret_post',
    'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth', 'none')),
  add column jwks text check (length(jwks) <= 20000),
  add column jwks_uri text,
  add column tls_name_kind text check (tls_name_kind in ('subject_dn', 'san_dns', 'san_uri', 'san_ip', 'san_email')),
  add column tls_name text,
  add column sender_constraint text not null default 'none' check (sender_constraint in ('none', 'dpop', 'mtls')),
  add column par_required boolean not null default false,
  add column pkce_required boolean not null default true,
  add column id_token_algorithm text not null default 'RS256' check (id_token_algorithm in ('RS256', 'ES256', 'PS256')),
  add column grants text[],
  add column post_logout_redirect_uris text[] not null default '{}',
  add column backchannel_logout_uri text,
  add column backchannel_session_required boolean not null default false,
  add constraint secret_is_the_methods
    check ((secret_hmac is not null) = (auth_method in ('client_secret_basic', 'client_secret_post'))),
  add constraint keys_are_the_methods
    check (num_nonnulls(jwks, jwks_uri) = case when auth_method in ('private_key_jwt', 'self_signed_tls_client_auth') then 1 else 0 end),
  add constraint tls_name_is_the_methods
    check (num_nonnulls(tls_name_kind, tls_name) = case when auth_method = 'tls_client_auth' then 2 else 0 end);

update identity.oauth_client set
  profile = case when sign_in_audience is null then 'service' else 'browser' end,
  grants = case when sign_in_audience is null then array['client_credentials']
    when scopes = '{}' then array['authorization_code', 'refresh_token']
    else array['authorization_code', 'refresh_token', 'client_credentials'] end;

alter table identity.oauth_client
  alter column profile set not null,
  alter column grants set not null,
  alter column auth_method drop default,
  alter column sender_constraint drop default,
  alter column par_required drop default,
  alter column pkce_required drop default,
  alter column id_token_algorithm drop default,
  add constraint bank_is_bound check (profile <> 'bank' or (sender_constraint <> 'none' and par_required and pkce_required
    and auth_method in ('private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'))),
  add constraint public_sends_pkce check (auth_method <> 'none' or pkce_required);

grant update (jwks, jwks_uri, tls_name_kind, tls_name) on identity.oauth_client to flowlet_app;

-- A subscriber sees the movements of its own wallets: each side is found by its own index, newest first.
create index payment_from_wallet on payments.payment (tenant_id, from_wallet, id);
create index payment_to_wallet on payments.payment (tenant_id, to_wallet, id);

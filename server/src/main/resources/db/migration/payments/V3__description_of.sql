-- Under whose key the description is sealed: the payer's, so that it goes with the payer's data. Null: the tenant's own, as before.
alter table payments.payment add column description_of uuid;

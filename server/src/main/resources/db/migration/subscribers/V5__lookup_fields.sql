-- Subscribers are found by what they declared, too: telephone number, number of a document, name with date of birth. These rows go with the
-- key of the know-your-customer record, later than the address: until then they find what the law keeps, for whoever may read that.
alter table subscribers.lookup drop constraint lookup_field_check;
alter table subscribers.lookup add constraint lookup_field_check
  check (field in ('email', 'phone', 'document_number', 'name_and_birth_date'));
-- done_to is the id of what holds the value: of the subscriber for an address, of the declared identity for the others
alter table subscribers.lookup_progress drop constraint lookup_progress_field_check;
alter table subscribers.lookup_progress add constraint lookup_progress_field_check
  check (field in ('email', 'phone', 'document_number', 'name_and_birth_date'));

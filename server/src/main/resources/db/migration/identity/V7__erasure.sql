-- The account of an erased subscriber stays as an empty row, since sessions and codes name it; its address must not find it any more.
grant update (email_index) on identity.account to flowlet_app;

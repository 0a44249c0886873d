package io.flowlet.identity.internal;

import io.flowlet.identity.Account;

/** An account with the hash of its password. */
public final class StoredAccount {
    private final Account account;
    private final String passwordHash;

    StoredAccount(Account account, String passwordHash) {
        this.account = account;
        this.passwordHash = passwordHash;
    }

    public Account account() {
        return account;
    }

    public String passwordHash() {
        return passwordHash;
    }
}

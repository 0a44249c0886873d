package io.flowlet.wallets;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a wallet: {@code wal_…}. */
public record WalletId(UUID value) {
    private static final String PREFIX = "wal";

    /** @throws IllegalArgumentException if {@code text} is not a wallet's id */
    @JsonCreator
    public static WalletId of(String text) {
        return new WalletId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}

package io.flowlet.client.app;

import io.flowlet.client.SuggestedPayee;
import java.util.List;

/** Those whom the client knows by name. */
public record Payees(List<SuggestedPayee> suggested) {
    private static final int SHOWN = 6;

    public Payees {
        suggested = List.copyOf(suggested);
    }

    /** The name for a wallet, or a short form of its id. */
    String called(String walletId) {
        return suggested.stream()
                .filter(payee -> payee.walletId().equals(walletId))
                .map(SuggestedPayee::label)
                .findFirst()
                .orElseGet(() -> shortened(walletId));
    }

    private static String shortened(String id) {
        return id.length() <= 2 * SHOWN + 4 ? id : id.substring(0, 4) + "…" + id.substring(id.length() - SHOWN);
    }

    boolean isSuggested(String walletId) {
        return suggested.stream().anyMatch(payee -> payee.walletId().equals(walletId));
    }
}

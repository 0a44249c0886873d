package io.flowlet.identity;

import java.util.List;

/**
 * What a page asks a device to make a passkey of.
 *
 * @param user by what the device will know the account, in base64url
 * @param email shown by the device beside the passkey
 * @param known ids of the passkeys that the account has, in base64url: a device that has one of them makes none
 */
public record NewPasskey(PasskeyOffer offer, String user, String email, List<String> known) {
    public NewPasskey {
        known = List.copyOf(known);
    }

    @Override
    public String toString() {
        return "NewPasskey[…]";
    }
}

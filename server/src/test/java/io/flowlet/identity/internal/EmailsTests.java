package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailsTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@bücher.example",
                " Ada@BÜCHER.example ",
                "ada+x@bücher.example",
                "ada+x+y@bücher.example",
                "ada+@bücher.example",
                "\"ada\"@bücher.example",
                "\"ada+x\"@bücher.example",
                "ada@xn--bcher-kva.example",
                "ada@bücher.example.",
                "ada@bu\u0308cher.example",
                "ada@ｂücher。example",
                "ａｄａ＋x@bücher.example",
                "a\u00ADd\u200Ba@bücher.example",
            })
    void addressesOfOneMailboxAreOne(String address) {
        assertThat(Emails.mailbox(address)).isEqualTo("ada@xn--bcher-kva.example");
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.com, ada@example.org",
        "ada@example.com, ad.a@example.com",
        "ada@example.com, ada-x@example.com",
        "+ada@example.com, ada@example.com",
        "ada@example.com, ada@mail.example.com",
        "ada, ada@example.com",
    })
    void othersAreNot(String one, String other) {
        assertThat(Emails.mailbox(one)).isNotEqualTo(Emails.mailbox(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "@", "ada@", "@example.com", "ada@..", "ada@-x-.example", "a@b@c", ""})
    void whatIsNoAddressIsComparedAsItIs(String text) {
        assertThat(Emails.mailbox(text)).isEqualTo(Emails.mailbox(text.toUpperCase(java.util.Locale.ROOT)));
    }
}

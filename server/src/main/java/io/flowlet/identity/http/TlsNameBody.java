package io.flowlet.identity.http;

import io.flowlet.identity.TlsName;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** The one name that a client's certificate must hold, as the API takes and shows it. */
record TlsNameBody(
        @NotNull String kind, @NotBlank @Size(max = 500) String value) {
    static TlsNameBody of(TlsName name) {
        return new TlsNameBody(name.kind().code(), name.value());
    }
}

package io.flowlet.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Times and dates in bodies: strings of one form each. Numbers, arrays and offsets, which Jackson would take too, leave room for doubt.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339, 5.6</a>
 */
@Component
final class TimeJson extends SimpleModule {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

    TimeJson() {
        super("time");
        addDeserializer(
                Instant.class,
                new Reading<>(Instant.class, TimeJson::time, "This must be a time in UTC: \"2026-01-31T09:30:00Z\"."));
        addDeserializer(
                LocalDate.class,
                new Reading<>(LocalDate.class, TimeJson::date, "This must be a date: \"2026-01-31\"."));
    }

    /** @throws DateTimeException if {@code text} is not a time of the documented form */
    static Instant time(String text) {
        return Instant.parse(inForm(TIME, text));
    }

    /** @throws DateTimeException if {@code text} is not a date of the documented form */
    static LocalDate date(String text) {
        return LocalDate.parse(inForm(DATE, text));
    }

    private static String inForm(Pattern form, String text) {
        if (!form.matcher(text).matches()) {
            throw new DateTimeException("not of the documented form");
        }
        return text;
    }

    private static final class Reading<T> extends StdDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> parse;
        private final String detail;

        Reading(Class<T> type, Function<String, T> parse, String detail) {
            super(type);
            this.type = type;
            this.parse = parse;
            this.detail = detail;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                throw new MemberFault(in, type, "wrong_type", detail);
            }
            try {
                return parse.apply(in.getString());
            } catch (DateTimeException e) {
                throw new MemberFault(in, type, "malformed", detail);
            }
        }
    }
}

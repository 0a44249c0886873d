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
                new Reading<>(
                        Instant.class, TIME, Instant::parse, "This must be a time in UTC: \"2026-01-31T09:30:00Z\"."));
        addDeserializer(
                LocalDate.class,
                new Reading<>(LocalDate.class, DATE, LocalDate::parse, "This must be a date: \"2026-01-31\"."));
    }

    private static final class Reading<T> extends StdDeserializer<T> {
        private final Class<T> type;
        private final Pattern form;
        private final Function<String, T> parse;
        private final String detail;

        Reading(Class<T> type, Pattern form, Function<String, T> parse, String detail) {
            super(type);
            this.type = type;
            this.form = form;
            this.parse = parse;
            this.detail = detail;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                throw new MemberFault(in, type, "wrong_type", detail);
            }
            String text = in.getString();
            if (!form.matcher(text).matches()) {
                throw new MemberFault(in, type, "malformed", detail);
            }
            try {
                return parse.apply(text);
            } catch (DateTimeException e) {
                throw new MemberFault(in, type, "malformed", detail);
            }
        }
    }
}

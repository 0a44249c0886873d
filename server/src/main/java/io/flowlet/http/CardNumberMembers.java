package io.flowlet.http;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The members that {@link ForCardNumbers} lets a record and the records inside it have, as they are spelled in JSON. Arrays have none.
 *
 * @param own of the record itself
 * @param nested by member, of the records inside it that have some
 */
record CardNumberMembers(Set<String> own, Map<String, CardNumberMembers> nested) {
    static final CardNumberMembers NONE = new CardNumberMembers(Set.of(), Map.of());

    private static final ClassValue<CardNumberMembers> OF_TYPES = new ClassValue<>() {
        @Override
        protected CardNumberMembers computeValue(Class<?> type) {
            return read(type, Set.of());
        }
    };

    CardNumberMembers {
        own = Set.copyOf(own);
        nested = Map.copyOf(nested);
    }

    static CardNumberMembers of(Class<?> type) {
        return OF_TYPES.get(type);
    }

    CardNumberMembers inside(String member) {
        return nested.getOrDefault(member, NONE);
    }

    /** @param around the types that are being read, so that a record which holds one of its own kind is read once */
    private static CardNumberMembers read(Class<?> type, Set<Class<?>> around) {
        if (!type.isRecord() || around.contains(type)) {
            return NONE;
        }
        Set<Class<?>> here = new HashSet<>(around);
        here.add(type);
        Set<String> own = new HashSet<>();
        Map<String, CardNumberMembers> nested = new HashMap<>();
        for (RecordComponent member : type.getRecordComponents()) {
            String name = member.getName().replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
            CardNumberMembers inside = read(member.getType(), here);
            if (member.isAnnotationPresent(ForCardNumbers.class)) {
                own.add(name);
            } else if (!inside.equals(NONE)) {
                nested.put(name, inside);
            }
        }
        return new CardNumberMembers(own, nested);
    }
}

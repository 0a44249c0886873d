package io.flowlet.client.pages;

import io.flowlet.sdk.problem.ApiProblem;
import io.flowlet.sdk.problem.FieldFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.function.ServerRequest;

/** What somebody typed, with a sentence beside each field that cannot be used. Not thread-safe. */
public final class Form {
    private final Map<String, List<String>> values;
    private final Map<String, String> faults = new LinkedHashMap<>();
    private String reference = "";

    private Form(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Of a page that is shown for the first time. */
    public static Form empty() {
        return new Form(Map.of());
    }

    /** As it would be if somebody had typed {@code values}. */
    public static Form filled(Map<String, String> values) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        values.forEach((name, value) -> lists.put(name, List.of(value)));
        return new Form(lists);
    }

    public static Form of(ServerRequest request) {
        MultiValueMap<String, String> sent = request.params();
        Map<String, List<String>> values = new LinkedHashMap<>();
        sent.forEach(
                (name, all) -> values.put(name, all.stream().map(String::strip).toList()));
        return new Form(values);
    }

    /** Without surrounding spaces; empty when there is none. */
    public String value(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        return all.isEmpty() ? "" : all.getFirst();
    }

    public List<String> values(String name) {
        return values.getOrDefault(name, List.of());
    }

    public boolean has(String name, String value) {
        return values(name).contains(value);
    }

    /** A field that must not be empty or longer than {@code most} characters. */
    public String required(String name, int most, String whenEmpty) {
        String value = value(name);
        if (value.isEmpty()) {
            fault(name, whenEmpty);
        }
        return bounded(name, value, most);
    }

    public String optional(String name, int most) {
        return bounded(name, value(name), most);
    }

    private String bounded(String name, String value, int most) {
        if (value.codePointCount(0, value.length()) > most) {
            fault(name, "Use at most " + most + " characters");
        }
        if (value.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r')) {
            fault(name, "Remove the characters that cannot be seen");
        }
        return value;
    }

    /** Says what is wrong with a field; the first word about it counts. */
    public Form fault(String name, String sentence) {
        faults.putIfAbsent(name, sentence);
        return this;
    }

    /**
     * Puts what the API found wrong beside the fields.
     *
     * @param fields the name of the field for a pointer; empty when it is about none of them
     * @param otherwise said when the API names no member
     */
    public Form refusedBy(ApiProblem problem, Function<FieldFault, String> fields, String otherwise) {
        for (FieldFault fault : problem.errors()) {
            fault(fields.apply(fault), sentence(fault));
        }
        return problem.errors().isEmpty() ? refusedBy(problem, "", otherwise) : refer(problem);
    }

    /** Puts a refusal as a whole beside one field. */
    public Form refusedBy(ApiProblem problem, String field, String sentence) {
        return fault(field, sentence).refer(problem);
    }

    private Form refer(ApiProblem problem) {
        reference = problem.requestId() == null ? "" : problem.requestId();
        return this;
    }

    private static String sentence(FieldFault fault) {
        String detail = fault.detail();
        return detail.isBlank() ? "This cannot be used" : Character.toUpperCase(detail.charAt(0)) + detail.substring(1);
    }

    public boolean isSound() {
        return faults.isEmpty();
    }

    public boolean isFaulty(String name) {
        return faults.containsKey(name);
    }

    public String fault(String name) {
        return faults.getOrDefault(name, "");
    }

    /** One fault, for the summary at the top of the page. */
    public record Fault(String name, String sentence) {}

    public List<Fault> faults() {
        List<Fault> all = new ArrayList<>();
        faults.forEach((name, sentence) -> all.add(new Fault(name, sentence)));
        return all;
    }

    /** Of the request that the API refused, for support; empty when it was refused on this side. */
    public String reference() {
        return reference;
    }

    /** The last member that a pointer names. */
    public static String lastOf(FieldFault fault) {
        return fault.pointer().substring(fault.pointer().lastIndexOf('/') + 1);
    }
}

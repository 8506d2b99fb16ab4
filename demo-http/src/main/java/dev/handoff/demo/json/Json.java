package dev.handoff.demo.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A JSON object (RFC 8259) in the making: members in the order in which they were put. Its text is {@link #toString}. */
public final class Json {
    private final Map<String, String> members = new LinkedHashMap<>();

    private Json() {}

    /** One with no member as yet. */
    public static Json object() {
        return new Json();
    }

    /** Adds a member, or replaces it. */
    public Json put(String name, boolean value) {
        return raw(name, Boolean.toString(value));
    }

    /** Adds a member, or replaces it. */
    public Json put(String name, long value) {
        return raw(name, Long.toString(value));
    }

    /** Adds a member, or replaces it. */
    public Json put(String name, double value) {
        return raw(name, Double.toString(value));
    }

    /** Adds an object as a member, or replaces it. */
    public Json put(String name, Json value) {
        return raw(name, value.toString());
    }

    /** Adds a member, or replaces it. */
    public Json put(String name, String value) {
        return raw(name, quote(value));
    }

    /** Adds a member that is a list of objects, or replaces it. */
    public Json putArray(String name, List<Json> values) {
        return raw(name, values.stream().map(Json::toString).collect(Collectors.joining(",", "[", "]")));
    }

    /** Adds all members of another one; those of the same names are replaced. */
    public Json putAll(Json other) {
        members.putAll(other.members);
        return this;
    }

    private Json raw(String name, String value) {
        members.put(name, value);
        return this;
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return members.entrySet().stream()
                .map(member -> quote(member.getKey()) + ":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}

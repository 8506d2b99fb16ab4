package dev.handoff.client.cli;

import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON text (RFC 8259) on one line, in ASCII, whatever the terminal's encoding.
 *
 * <p>A library would cost more to start than the whole text to write: see docs/adr/0004.
 */
final class Json {
    private final StringBuilder text = new StringBuilder(512);

    Json object() {
        return open('{');
    }

    Json array() {
        return open('[');
    }

    Json endObject() {
        text.append('}');
        return this;
    }

    Json endArray() {
        text.append(']');
        return this;
    }

    /** The name of the member whose value comes next. */
    Json name(String name) {
        value(name);
        text.append(':');
        return this;
    }

    Json value(String value) {
        separate();
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            character(value.charAt(i));
        }
        text.append('"');
        return this;
    }

    Json value(long value) {
        separate();
        text.append(value);
        return this;
    }

    Json value(boolean value) {
        separate();
        text.append(value);
        return this;
    }

    Json nothing() {
        separate();
        text.append("null");
        return this;
    }

    /** A string, or null. */
    Json valueOrNull(@Nullable String value) {
        return value == null ? nothing() : value(value);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private Json open(char bracket) {
        separate();
        text.append(bracket);
        return this;
    }

    // Nothing that needs no comma after it ends in a character that ends a value.
    private void separate() {
        if (text.length() > 0 && "{[:".indexOf(text.charAt(text.length() - 1)) < 0) {
            text.append(',');
        }
    }

    private void character(char c) {
        if (c == '"' || c == '\\') {
            text.append('\\').append(c);
        } else if (c < ' ' || c > '~') {
            Printable.escape(c, text);
        } else {
            text.append(c);
        }
    }
}

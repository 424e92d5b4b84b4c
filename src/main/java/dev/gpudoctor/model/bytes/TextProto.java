package dev.gpudoctor.model.bytes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Protobuf text format as a stream of events, without a schema.
 *
 * <p>Grammar: <a href="https://protobuf.dev/reference/protobuf/textformat-spec">text format specification</a>.
 */
public final class TextProto {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_TEXT = 1024;

    /** What was found next. */
    public enum Event {
        /** {@code name: value}; see {@link #name()} and {@link #value()}. */
        FIELD,
        /** A name and an opening brace; {@link #depth()} counts it already. */
        OPEN,
        /** A closing brace; {@link #depth()} has left it already. */
        CLOSE,
        /** The end of the text. */
        END
    }

    private final ByteSource source;
    private final long end;
    private final Deque<Character> closers = new ArrayDeque<>();
    private final Deque<Boolean> lists = new ArrayDeque<>();
    private long at;
    private String name = "";
    private String value = "";
    private boolean inList;

    /** Reads from the beginning of the file to this place. */
    public TextProto(ByteSource source, long end) {
        this.source = source;
        this.end = end;
    }

    public int depth() {
        return closers.size();
    }

    public String name() {
        return name;
    }

    /** The scalar as text; strings without quotes, their escapes kept, cut after 1024 bytes. */
    public String value() {
        return value;
    }

    public Event next() throws IOException {
        while (true) {
            source.step();
            space();
            if (at >= end) {
                return Event.END;
            }
            int next = source.u8(at);
            if (inList) {
                if (next == '{' || next == '<') {
                    return open((char) next);
                }
                if (next != ']' && next != ',') {
                    value = scalar(next);
                    return Event.FIELD;
                }
                inList = next == ',';
                at++;
            } else if (next == '}' || next == '>') {
                return close((char) next);
            } else {
                name = name(next);
                if (valueBegins()) {
                    return source.u8(at) == '{' || source.u8(at) == '<' ? open((char) source.u8(at)) : field();
                }
            }
        }
    }

    /** Moves to the value behind a name; false where a list begins, whose elements come one by one. */
    private boolean valueBegins() throws IOException {
        space();
        boolean colon = at < end && source.u8(at) == ':';
        if (colon) {
            at++;
            space();
        }
        if (at >= end) {
            throw new MalformedException("field " + name + " has no value");
        }
        int next = source.u8(at);
        if (!colon && next != '{' && next != '<' && next != '[') {
            throw new MalformedException("field " + name + " has neither a colon nor a brace at " + at);
        }
        if (next == '[') {
            at++;
            inList = true;
        }
        return next != '[';
    }

    private Event field() throws IOException {
        value = scalar(source.u8(at));
        return Event.FIELD;
    }

    private Event open(char brace) throws MalformedException {
        if (closers.size() >= MAX_DEPTH) {
            throw new MalformedException("messages nested deeper than " + MAX_DEPTH);
        }
        closers.push(brace == '{' ? '}' : '>');
        lists.push(inList);
        inList = false;
        at++;
        return Event.OPEN;
    }

    private Event close(char brace) throws MalformedException {
        if (closers.isEmpty() || closers.pop() != brace) {
            throw new MalformedException("a brace too many at " + at);
        }
        inList = lists.pop();
        at++;
        return Event.CLOSE;
    }

    private String name(int first) throws IOException {
        if (first == '[') {
            return until(']');
        }
        StringBuilder text = new StringBuilder();
        while (at < end && isWord(source.u8(at)) && text.length() < MAX_TEXT) {
            text.append((char) source.u8(at++));
        }
        if (text.isEmpty() || Character.isDigit(text.charAt(0))) {
            throw new MalformedException("no field name at " + at);
        }
        return text.toString();
    }

    private String until(char last) throws IOException {
        StringBuilder text = new StringBuilder();
        at++;
        while (at < end && source.u8(at) != last && text.length() < MAX_TEXT) {
            text.append((char) source.u8(at++));
        }
        at++;
        return text.toString();
    }

    private static boolean isWord(int octet) {
        return octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || octet >= '0' && octet <= '9'
                || octet == '_';
    }

    private String scalar(int first) throws IOException {
        if (first == '"' || first == '\'') {
            return quoted(first);
        }
        StringBuilder text = new StringBuilder();
        while (at < end
                && (isWord(source.u8(at)) || source.u8(at) == '.' || source.u8(at) == '-' || source.u8(at) == '+')
                && text.length() < MAX_TEXT) {
            text.append((char) source.u8(at++));
        }
        if (text.isEmpty()) {
            throw new MalformedException("no value at " + at);
        }
        return text.toString();
    }

    private String quoted(int quote) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        at++;
        while (at < end && source.u8(at) != quote) {
            int octet = source.u8(at++);
            if (octet == '\n') {
                throw new MalformedException("a text that is not closed at " + at);
            }
            if (text.size() < MAX_TEXT) {
                text.write(octet);
            }
            if (octet == '\\' && at < end) {
                if (text.size() < MAX_TEXT) {
                    text.write(source.u8(at));
                }
                at++;
            }
        }
        if (at >= end) {
            throw new MalformedException("a text that is not closed");
        }
        at++;
        return text.toString(StandardCharsets.UTF_8);
    }

    private void space() throws IOException {
        while (at < end) {
            int octet = source.u8(at);
            if (octet == '#') {
                while (at < end && source.u8(at) != '\n') {
                    at++;
                }
            } else if (octet == ' ' || octet >= 9 && octet <= 13 || octet == ';' || octet == ',' && !inList) {
                at++;
            } else {
                return;
            }
        }
    }
}

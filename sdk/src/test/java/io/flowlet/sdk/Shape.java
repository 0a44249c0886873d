package io.flowlet.sdk;

import java.util.function.Consumer;

/** One operation: the call, its request line, its body ("" for none), and whether it carries a key. */
record Shape(String line, String body, boolean keyed, Consumer<Flowlet> call) {
    static Shape get(String target, Consumer<Flowlet> call) {
        return new Shape("GET " + target, "", false, call);
    }

    static Shape post(String target, String body, Consumer<Flowlet> call) {
        return new Shape("POST " + target, body, true, call);
    }

    /** A POST that the server takes no key with. */
    static Shape postWithoutKey(String target, String body, Consumer<Flowlet> call) {
        return new Shape("POST " + target, body, false, call);
    }

    @Override
    public String toString() {
        return line;
    }
}

package io.flowlet.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.ledger.internal.engine.Batch;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Takes guards of the engine away, by their text, and sees that the test which stands for each turns red.
 *
 * <p>The list is {@code guards.txt} beside this class. Every run looks that each guard is still there and tries a few; {@code -Dflowlet.cases=20000}, which {@code ./flowlet test --full} sets, tries
 * them all.
 */
final class GuardTests {
    private static final String PACKAGE = "io.flowlet.ledger.internal.engine.";
    private static final boolean ALL = Integer.getInteger("flowlet.cases", 0) >= 20_000;
    private static final int SOME = 5;
    private static final Path SOURCES = Path.of("src/main/java", PACKAGE.replace('.', '/'));

    /**
     * A guard and who watches it.
     *
     * @param text where it stands in the source of {@code type}, once
     * @param instead what stands there when the guard is gone
     */
    private record Guard(String type, String text, String instead, String tests, String test) {
        static Guard of(String line) {
            String[] parts = line.split(" ?:: ", 4);
            String[] name = parts[3].split("\\.", 2);
            return new Guard(parts[0], parts[1], parts[2], name[0], name[1]);
        }
    }

    private static final List<Guard> GUARDS = guards();

    @Test
    void withoutAGuardItsTestTurnsRed() throws Exception {
        List<String> unguarded = new ArrayList<>();
        try (Compiler compiler = new Compiler()) {
            for (Guard guard : chosen()) {
                if (passes(new Weakened(compiler.compile(guard.type(), without(guard))), guard)) {
                    unguarded.add(guard.type() + ": " + guard.text() + " -> " + guard.test());
                }
            }
        }
        assertThat(unguarded).isEmpty();
    }

    @Test
    void everyGuardStandsInItsPlaceAndItsTestIsGreen() throws Exception {
        Weakened whole = new Weakened(Map.of());
        for (Guard guard : GUARDS) {
            assertThat(without(guard)).isNotEmpty();
            assertThat(passes(whole, guard)).as(guard.test()).isTrue();
        }
    }

    private static List<Guard> guards() {
        try (InputStream in = Objects.requireNonNull(GuardTests.class.getResourceAsStream("guards.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Guard::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Guard> chosen() {
        List<Guard> guards = new ArrayList<>(GUARDS);
        Collections.shuffle(guards);
        return ALL ? guards : guards.subList(0, SOME);
    }

    private static String without(Guard guard) throws IOException {
        String source = oneLine(guard.type());
        assertThat(source.split(Pattern.quote(guard.text()), -1))
                .as("%s stands once in %s", guard.text(), guard.type())
                .hasSize(2);
        return source.replace(guard.text(), guard.instead());
    }

    /** The source without line ends and comments, so that a guard is found however it is laid out. */
    private static String oneLine(String type) throws IOException {
        String source = Files.readString(SOURCES.resolve(type + ".java"));
        return source.replaceAll("(?m)//.*$", "").replaceAll("\\s+", " ");
    }

    private static boolean passes(ClassLoader engine, Guard guard) throws ReflectiveOperationException {
        Class<?> tests = engine.loadClass(PACKAGE + guard.tests());
        Constructor<?> constructor = tests.getDeclaredConstructor();
        Method test = tests.getDeclaredMethod(guard.test());
        constructor.setAccessible(true);
        test.setAccessible(true);
        try {
            test.invoke(constructor.newInstance());
            return true;
        } catch (InvocationTargetException red) {
            return false;
        }
    }

    /** The engine and its tests once more, some classes of it others. */
    private static final class Weakened extends ClassLoader {
        private final Map<String, byte[]> others;

        Weakened(Map<String, byte[]> others) {
            super(GuardTests.class.getClassLoader());
            this.others = others;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = others.get(name);
            if (bytes == null) {
                try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    bytes = in.readAllBytes();
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    /** Compiles one class of the engine against the others, in memory. */
    private static final class Compiler implements AutoCloseable {
        private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        private final StandardJavaFileManager files = javac.getStandardFileManager(null, null, null);
        private final List<String> options = List.of(
                "-proc:none", "-nowarn", "-classpath", place(Batch.class) + File.pathSeparator + place(Nullable.class));

        Map<String, byte[]> compile(String type, String source) {
            Map<String, ByteArrayOutputStream> written = new HashMap<>();
            boolean done = javac.getTask(
                            null, new InMemory(files, written), null, options, null, List.of(text(type, source)))
                    .call();
            assertThat(done).as("%s compiles", type).isTrue();
            Map<String, byte[]> classes = new HashMap<>();
            written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }

        @Override
        public void close() throws IOException {
            files.close();
        }

        private static JavaFileObject text(String type, String source) {
            return new SimpleJavaFileObject(URI.create("string:///" + type + ".java"), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return source;
                }
            };
        }

        private static String place(Class<?> type) {
            return Path.of(URI.create(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString()))
                    .toString();
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written;

        InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> written) {
            super(files);
            this.written = written;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return written.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                }
            };
        }
    }
}

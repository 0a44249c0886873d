package io.flowlet.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.ledger.internal.engine.Batch;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * <p>Every run looks that each guard is still there and tries a few; {@code -Dflowlet.cases=20000}, which {@code ./flowlet test --full} sets, tries
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
    private record Guard(String type, String text, String instead, String tests, String test) {}

    private static final List<Guard> GUARDS = List.of(
            new Guard("Batch", "if (first == null) { return null; }", "if (index >= 0) { return null; }", "BatchTests", "answersTheSameKeyAndRequestAsADuplicate"),
            new Guard("Batch", "first.requestHash().equals(key.requestHash())", "index >= 0", "BatchTests", "refusesTheSameKeyWithAnotherRequest"),
            new Guard("Batch", "Books draft = books.draft();", "Books draft = books;", "BatchTests", "leavesNoTraceOfARefusedUnit"),
            new Guard("Batch", "books.take(draft);", "", "BatchTests", "decidesEachUnitAgainstTheEffectsOfThoseBefore"),
            new Guard("Books", "holds.putAll(draft.holds);", "", "HoldTests", "isCapturedWhenNothingIsLeft"),
            new Guard("Books", "reversed.putAll(draft.reversed);", "", "ReversalTests", "movesBackInPartsAndNeverMoreThanIsLeft"),
            new Guard("Standing", "debit == null || credit == null", "debit == null", "BatchTests", "refusesAnUnknownCreditAccount"),
            new Guard("Standing", "debit == null ||", "", "BatchTests", "refusesAnUnknownDebitAccount"),
            new Guard("Standing", "!owners.contains(sides.debit().owner())", "false", "BatchTests", "refusesAnAccountOfAnotherModule"),
            new Guard("Standing", "!owners.contains(sides.credit().owner())", "false", "BatchTests", "refusesAnAccountOfAnotherModule"),
            new Guard("Standing", "step.instruction().kind() == TransferKind.ADJUSTMENT", "step == null", "ValueDateTests", "adjustsAccountsOfEveryOwnerAndOnlyAdjustmentsDo"),
            new Guard("Standing", "sides.debit().state() == AccountState.CLOSED", "false", "BatchTests", "refusesAClosedAccount"),
            new Guard("Standing", "sides.credit().state() == AccountState.CLOSED", "false", "BatchTests", "refusesAClosedAccount"),
            new Guard("Standing", "!sides.debit().state().letsDebitsThrough()", "false", "BatchTests", "refusesDebitsOfADebitFrozenAccount"),
            new Guard("Standing", "!sides.credit().state().letsCreditsThrough()", "false", "BatchTests", "refusesCreditsOfAFrozenAccount"),
            new Guard("Standing", "step.instruction() instanceof Release", "step == null", "HoldTests", "releasesFrozenAccountsAndCapturesNoneOfThem"),
            new Guard("AccountState", "DEBIT_FROZEN(1, false, true)", "DEBIT_FROZEN(1, false, false)", "BatchTests", "letsCreditsIntoADebitFrozenAccount"),
            new Guard("Standing", "step.hold() != null && sides.hold() == null", "step == null", "HoldTests", "knowsAHoldOnlyBetweenItsOwnAccountsAndInItsCurrency"),
            new Guard("Standing", "!hold.is(ref)", "ref == null", "HoldTests", "knowsAHoldOnlyBetweenItsOwnAccountsAndInItsCurrency"),
            new Guard("Standing", "sides.hold() != null && !sides.hold().isOpen()", "step == null", "ValueDateTests", "saysTheGravestOfAllThatIsWrongWithAUnit"),
            new Guard("Standing", "placed.expiresAt() == null || placed.expiresAt().isAfter(booking.at())", "true", "HoldTests", "refusesAHoldWhoseTimeIsOverBeforeItBegins"),
            new Guard("Standing", "hold != null && !hold.isDue(booking.at())", "true", "HoldTests", "capturesUntilItsTimeAndNotFromThenOn"),
            new Guard("Standing", "(hold != null && hold.isDue(booking.at()))", "true", "HoldTests", "expiresFromItsTimeOnAndNotBefore"),
            new Guard("Standing", "release.kind() == TransferKind.VOID || ", "", "HoldTests", "voidsBeforeAndAfterItsTime"),
            new Guard("Standing", "step.instruction() instanceof Reverse reverse && books.nothingLeft(reverse)", "step == null", "ValueDateTests", "saysTheGravestOfAllThatIsWrongWithAUnit"),
            new Guard("Standing", "booking.valueAt(step.instruction()).isBefore(booking.closedBefore())", "false", "ValueDateTests", "refusesAValueDateInAClosedPeriod"),
            new Guard("Standing", "step.instruction().kind().movesMoney() && ", "", "ValueDateTests", "refusesToBookIntoAClosedPeriodButHoldsAndReleasesInIt"),
            new Guard("Standing", "booking.valueAt(step.instruction()).isAfter(booking.at())", "false", "ValueDateTests", "refusesAValueDateAfterTheBooking"),
            new Guard("Standing", "step.debit() == step.credit()", "false", "BatchTests", "refusesToMoveMoneyToTheSameAccount"),
            new Guard("Standing", "sides.debit().currency() != step.currency()", "false", "BatchTests", "refusesAnAccountOfAnotherCurrency"),
            new Guard("Standing", "sides.credit().currency() != step.currency()", "false", "BatchTests", "refusesAnAccountOfAnotherCurrency"),
            new Guard("Standing", "NOT_CLOSED, NOT_FROZEN,", "NOT_FROZEN, NOT_CLOSED,", "BatchTests", "looksAtAllLegsBeforeTheNextCheck"),
            new Guard("Standing", "HOLD_OPEN, HOLD_IN_TIME,", "HOLD_IN_TIME, HOLD_OPEN,", "ValueDateTests", "saysTheGravestOfAllThatIsWrongWithAUnit"),
            new Guard("Step", "j = reverse.parts().size() - 1; j >= 0; j--", "j = 0; j < reverse.parts().size(); j++", "ReversalTests", "movesTheLastPartFirst"),
            new Guard("Step", "nothingLeft || part.amountMinor() != null || books.restMinor(part) > 0", "true", "ReversalTests", "passesOverAPartThatHasNothingLeftWhenOthersMove"),
            new Guard("Movement", "!debit.coversDebit(burdenMinor)", "false", "LimitTests", "letsADebitReachTheFloorExactly"),
            new Guard("Movement", "!credit.takesCredit(burdenMinor)", "false", "LimitTests", "letsACreditReachTheCeilingExactly"),
            new Guard("Movement", "burdenMinor > 0 && !debit", "!debit", "HoldTests", "capturesWithinTheHoldAlthoughTheFloorWasRaisedMeanwhile"),
            new Guard("Movement", "burdenMinor > 0 && !credit", "!credit", "HoldTests", "capturesWithinTheHoldAlthoughTheFloorWasRaisedMeanwhile"),
            new Guard("Movement", "return movedMinor() + heldMinor;", "return movedMinor();", "HoldTests", "countsWhatIsHeldAgainstTheFloorAndTheCeiling"),
            new Guard("Movement", "limited.id() == limit.account() && !limited.staysWithin(limit, movedMinor, booking)", "limit == null", "MovementLimitTests", "letsADebitReachItsLimitOfTheDayExactly"),
            new Guard("Movement", "limited.id() == limit.account() && ", "", "MovementLimitTests", "limitsOnlyTheAccountAndTheSideThatItNames"),
            new Guard("Movement", "!debit.countsDebit(movedMinor, effect.heldMinor())", "false", "LimitTests", "refusesADebitBelowTheRange"),
            new Guard("Movement", "credit.countsCredit(movedMinor, effect.heldMinor()) ?", "true ?", "LimitTests", "refusesACreditAboveTheRange"),
            new Guard("Movement", "amountMinor > hold.capturableMinor()", "false", "HoldTests", "capturesMoreThanIsHeldUpToTheLimitOnly"),
            new Guard("Movement", "capture.last() ? hold.remainingMinor() : ", "", "HoldTests", "givesTheRestBackWithTheLastCapture"),
            new Guard("Movement", "Held hold = draft.knownHold(capture.hold().id()); if (!hold.isOpen()) {", "Held hold = draft.knownHold(capture.hold().id()); if (hold == null) {", "HoldTests", "refusesTheSecondEndOfAHoldInOneUnit"),
            new Guard("Movement", "Held hold = draft.knownHold(release.hold().id()); if (!hold.isOpen()) {", "Held hold = draft.knownHold(release.hold().id()); if (hold == null) {", "HoldTests", "refusesTheSecondEndOfAHoldInOneUnit"),
            new Guard("Movement", "restMinor == 0 && nextIndex(reverse) == 0 && draft.nothingLeft(reverse)", "restMinor < 0", "ReversalTests", "seesTheReversalsOfTheSameUnit"),
            new Guard("Movement", "amountMinor > restMinor", "false", "ReversalTests", "movesBackInPartsAndNeverMoreThanIsLeft"),
            new Guard("Movement", "part.movedMinor() - restMinor + amountMinor", "amountMinor", "ReversalTests", "movesBackInPartsAndNeverMoreThanIsLeft"),
            new Guard("Held", "remaining == 0 ? HoldState.CAPTURED : HoldState.OPEN", "HoldState.OPEN", "HoldTests", "isCapturedWhenNothingIsLeft"),
            new Guard("Held", "return captureLimitMinor - capturedMinor;", "return captureLimitMinor;", "HoldTests", "capturesMoreThanIsHeldUpToTheLimitOnly"),
            new Guard("Account", "fits(amountMinor + heldOut, posted - floor)", "fits(amountMinor, posted - floor)", "LimitTests", "countsHeldMoneyAgainstTheFloor"),
            new Guard("Account", "fits(amountMinor + heldIn, ceiling - posted)", "fits(amountMinor, ceiling - posted)", "LimitTests", "countsExpectedMoneyAgainstTheCeiling"),
            new Guard("Account", "posted >= floor && ", "", "LimitTests", "refusesADebitOfAnAccountThatIsBelowItsFloor"),
            new Guard("Account", "posted <= ceiling && ", "", "LimitTests", "refusesACreditToAnAccountThatIsAboveItsCeiling"),
            new Guard("Account", "Long.compareUnsigned(need, room) <= 0", "Long.compareUnsigned(need, room) < 0", "LimitTests", "letsADebitReachTheFloorExactly"),
            new Guard("Account", "Long.compareUnsigned(need, room) <= 0", "Long.compare(need, room) <= 0", "LimitTests", "refusesADebitWhoseHoldsWrap"),
            new Guard("Account", "heldMinor <= Long.MAX_VALUE - heldOut", "true", "HoldTests", "refusesAHoldWhoseSumLeavesTheRange"),
            new Guard("Account", "heldMinor <= Long.MAX_VALUE - heldIn", "true", "HoldTests", "refusesAHoldWhoseSumLeavesTheRange"),
            new Guard("Account", "held <= room - amountMinor", "true", "MovementLimitTests", "countsWhatIsHeldToo"),
            new Guard("Account", "version + 1", "version", "BatchTests", "postsWithVersionAndBalanceOfBothSides"),
            new Guard("Counters", "if (day >= booking.day()) {", "if (booking == null) {", "MovementLimitTests", "countsOnInTheDayOfAClockThatIsAhead"),
            new Guard("Counters", "day >= booking.firstOfMonth()", "true", "MovementLimitTests", "beginsEachDayAndEachMonthAnew"),
            new Guard("Counters", "one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other", "one + other", "MovementLimitTests", "stopsCountingAtTheEndOfTheRangeAndStillMoves"));

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
            return Path.of(URI.create(
                            type.getProtectionDomain().getCodeSource().getLocation().toString()))
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

/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;

/**
 * SIGTERM, taken over from the JVM, which would end with exit code 143. A shutdown hook could neither tell SIGTERM
 * from Ctrl-C nor choose the exit code; {@code sun.misc.Signal} of the supported module {@code jdk.unsupported} can.
 * It is called by reflection because javac has no way to silence its warning about that one class.
 */
final class TerminateSignal {
    private TerminateSignal() {}

    /**
     * Runs {@code action} in a thread of the JVM's when the signal arrives, instead of ending the process.
     *
     * @throws IllegalStateException when this Java runtime leaves no signals to programs
     */
    static void onArrival(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object runsAction = handler(handler, signal, arrived -> action.run());
            Object term = signal.getConstructor(String.class).newInstance("TERM");
            signal.getMethod("handle", signal, handler).invoke(null, term, runsAction);
        } catch (Throwable e) {
            throw new IllegalStateException("SIGTERM cannot be handled in this Java runtime", e);
        }
    }

    /** What a lambda is compiled to; a reflective proxy would load a hundred classes more, a MiB of memory that is never used again. */
    private static Object handler(Class<?> type, Class<?> signal, Consumer<Object> runsAction) throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle accept =
                lookup.findVirtual(Consumer.class, "accept", MethodType.methodType(void.class, Object.class));
        return LambdaMetafactory.metafactory(
                        lookup,
                        "handle",
                        MethodType.methodType(type, Consumer.class),
                        MethodType.methodType(void.class, signal),
                        accept,
                        MethodType.methodType(void.class, signal))
                .getTarget()
                .invoke(runsAction);
    }
}

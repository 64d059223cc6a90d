/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.lang.reflect.Proxy;

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
            Object runsAction = Proxy.newProxyInstance(
                    TerminateSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object term = signal.getConstructor(String.class).newInstance("TERM");
            signal.getMethod("handle", signal, handler).invoke(null, term, runsAction);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIGTERM cannot be handled in this Java runtime", e);
        }
    }
}

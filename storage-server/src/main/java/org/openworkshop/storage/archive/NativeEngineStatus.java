/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

/**
 * How the native engine stands, in the words of the health document.
 *
 * @param state {@code ok}, {@code loading} before it was tried, {@code failing}, {@code off} by configuration, or
 *     {@code unsupported} on a platform that it has no build for
 * @param isolation {@code bwrap}, {@code namespaces}, {@code limits} or {@code process}, see {@link NativeIsolation};
 *     {@code unknown} before it was tried, {@code off} when the engine is off or unsupported
 */
public record NativeEngineStatus(String state, String isolation) {
    private static final String OFF = "off";

    static NativeEngineStatus of(boolean enabled, NativeEngine engine) {
        if (!enabled || !NativeEngine.supported()) {
            return new NativeEngineStatus(enabled ? "unsupported" : OFF, OFF);
        }
        NativeIsolation isolation = engine.knownIsolation();
        return new NativeEngineStatus(engine.state(), isolation == null ? "unknown" : isolation.word());
    }
}

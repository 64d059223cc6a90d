/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.nativeworker;

/**
 * A format that the native engine may be asked for. Whatever Java reads is left out, RAR above all: the engine's handlers
 * for it have faults that nobody mends.
 * Names are those of the engine's own constants.
 */
public enum NativeFormat {
    /** For methods that Java lacks: BCJ2, PPMd, Swap. */
    SEVEN_ZIP,
    /** For methods that Java lacks: LZMA, PPMd. */
    ZIP,
    ARJ,
    CAB,
    CHM,
    CPIO,
    ISO,
    LZH,
    NSIS,
    RPM,
    UDF,
    WIM,
    XAR,
    Z
}

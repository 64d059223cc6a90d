/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import picocli.CommandLine.Option;

/** The option that sets bcrypt's cost. */
final class CostOption {
    @Option(
            names = "--cost",
            paramLabel = "N",
            defaultValue = "12",
            converter = CostConverter.class,
            description =
                    "bcrypt cost of the hashes, 10 to 16, ${DEFAULT-VALUE} by default; one more takes twice as long.")
    int cost;
}

/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.util.ArrayList;
import java.util.List;

/** Keeps the percentages it hears. */
final class RecordingPackListener implements PackListener {
    final List<Integer> extracting = new ArrayList<>();
    final List<Integer> repacking = new ArrayList<>();

    @Override
    public void extracting(int percent) {
        extracting.add(percent);
    }

    @Override
    public void repacking(int percent) {
        repacking.add(percent);
    }
}

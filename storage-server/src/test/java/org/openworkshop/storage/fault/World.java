/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

/** What every client of the server under test has at hand. */
record World(FaultSettings settings, Ledger ledger, FaultyOrigin origin, Completions completions, Watchers watchers) {
    StorageApi api() {
        return new StorageApi(settings);
    }

    Workspaces workspaces() {
        return new Workspaces(settings.mainDir());
    }

    /** Jobs that Manager has to hear of and has not dealt with. */
    long unsettled() {
        return ledger.jobs().stream()
                .filter(JobEntry::isOwed)
                .filter(job -> !completions.isSettled(job.id()))
                .count();
    }
}

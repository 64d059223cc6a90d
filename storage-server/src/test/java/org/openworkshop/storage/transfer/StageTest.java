/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StageTest {
    @Test
    void uploadOfAnArchiveRunsThroughItsStages() {
        assertPath(List.of(
                Stage.PENDING, Stage.UPLOADING, Stage.UPLOADED, Stage.EXTRACTING, Stage.REPACKING, Stage.PACKED));
        assertPath(List.of(Stage.PENDING, Stage.UPLOADING, Stage.UPLOADED, Stage.EXTRACTING, Stage.PACKED));
        assertPath(List.of(Stage.PENDING, Stage.UPLOADING, Stage.UPLOADED, Stage.PROCESSING, Stage.PACKED));
        assertPath(List.of(Stage.PENDING, Stage.DOWNLOADING, Stage.DOWNLOADED, Stage.EXTRACTING, Stage.PACKED));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void everyAttemptMayFailAndBeStartedAfresh(Stage stage) {
        assertThat(stage.mayBecome(Stage.ERROR)).isTrue();
        assertThat(stage.mayBecome(Stage.PENDING)).isTrue();
        assertThat(Stage.find(stage.wireName())).contains(stage);
    }

    @Test
    void stagesAreNotSkipped() {
        assertThat(Stage.PENDING.mayBecome(Stage.PACKED)).isFalse();
        assertThat(Stage.UPLOADING.mayBecome(Stage.EXTRACTING)).isFalse();
        assertThat(Stage.ERROR.mayBecome(Stage.PACKED)).isFalse();
        assertThat(Stage.PACKED.mayBecome(Stage.UPLOADING)).isFalse();
    }

    private static void assertPath(List<Stage> path) {
        for (int i = 1; i < path.size(); i++) {
            assertThat(path.get(i - 1).mayBecome(path.get(i))).isTrue();
        }
    }
}

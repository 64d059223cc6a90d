/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTest {
    private static final List<String> LINES = List.of(
            "22 28 0:21 / /sys rw,nosuid shared:7 - sysfs sysfs rw",
            "28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro",
            "40 28 8:17 / /srv rw,relatime shared:9 master:2 - xfs /dev/sdb1 rw",
            "41 40 8:33 /sub /srv/my\\040mods rw - xfs /dev/disk\\134x rw",
            "42 40 0:50 / /srv rw - nfs4 files:/export rw",
            "no line of that list");

    @TempDir
    Path folder;

    @Test
    void deepestMountOnTheWayCounts() {
        assertThat(Mount.find(Path.of("/srv/my mods/archive"), LINES))
                .contains(new Mount("/dev/disk\\x", "/srv/my mods"));
        assertThat(Mount.find(Path.of("/var/lib"), LINES)).contains(new Mount("/dev/sda1", "/"));
        assertThat(Mount.find(Path.of("/srvx"), LINES)).contains(new Mount("/dev/sda1", "/"));
    }

    @Test
    void laterMountHidesTheEarlierOneOfItsPlace() {
        assertThat(Mount.find(Path.of("/srv/workshop"), LINES)).contains(new Mount("files:/export", "/srv"));
    }

    @Test
    void namesAreReadAsUtf8() {
        String line = new String(
                "9 1 8:1 / /srv/моды rw - ext4 /dev/sda1 rw".getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
        assertThat(Mount.find(Path.of("/srv/моды/x"), List.of(line))).contains(new Mount("/dev/sda1", "/srv/моды"));
    }

    @Test
    void thisMachinesMountIsFound() throws Exception {
        Mount mount = Mount.of(folder.toRealPath());
        assertThat(folder.toRealPath().startsWith(mount.point())).isTrue();
        assertThat(Files.getFileStore(Path.of(mount.point()))).isEqualTo(Files.getFileStore(folder));
        assertThat(mount.device()).isNotEmpty();
    }
}

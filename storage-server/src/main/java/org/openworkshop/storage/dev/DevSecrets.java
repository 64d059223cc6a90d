/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.config.ConfigReader;
import org.openworkshop.storage.config.Secret;

/**
 * What the storage server and Manager share, made anew for each run, and the settings that belong to it.
 *
 * @param transferJwt signs transfer tokens and completions
 * @param storageManage Manager's plain token for {@code /transfer/move}; the server knows only its hash
 */
record DevSecrets(Secret transferJwt, Secret storageManage) {
    private static final int BYTES = 32;

    /** The least that bcrypt can do: these secrets live as long as the process. */
    private static final int BCRYPT_COST = 4;

    static DevSecrets random(SecureRandom random) {
        return new DevSecrets(new Secret(text(random)), new Secret(text(random)));
    }

    /**
     * Settings of a server on loopback that keeps its files below a directory and may fetch from this machine.
     *
     * @param port 0 lets the system choose
     */
    AppConfig settings(Path mainDir, int port, URI manager) throws ConfigException {
        String unused = hash(text(new SecureRandom()));
        return ConfigReader.read(
                null,
                Map.ofEntries(
                        Map.entry("OW_SERVER_HOST", "127.0.0.1"),
                        Map.entry("OW_SERVER_PORT", Integer.toString(port)),
                        Map.entry("OW_SERVER_SHUTDOWN_GRACE_SECONDS", "5"),
                        Map.entry("OW_STORAGE_MAIN_DIR", mainDir.toString()),
                        Map.entry("OW_STORAGE_MIN_FREE_BYTES", "1 MiB"),
                        Map.entry("OW_MANAGER_URL", manager.toString()),
                        Map.entry("OW_ACCESS_SERVICE_URL", manager.toString()),
                        Map.entry("OW_TOKENS_TRANSFER_JWT_SECRET", transferJwt.reveal()),
                        Map.entry("OW_TOKENS_UPLOAD_FILE", unused),
                        Map.entry("OW_TOKENS_DELETE_FILE", unused),
                        Map.entry("OW_TOKENS_STORAGE_MANAGE_TOKEN", hash(storageManage.reveal())),
                        Map.entry("OW_TRANSFER_DOWNLOAD_ALLOW_HOSTS", "127.0.0.1,localhost,[::1]")));
    }

    private static String text(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String hash(String token) {
        return BCrypt.withDefaults().hashToString(BCRYPT_COST, token.toCharArray());
    }
}

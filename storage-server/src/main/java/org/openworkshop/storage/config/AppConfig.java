/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/** All settings of one server, one record per TOML section. Immutable. */
public record AppConfig(
        ServerConfig server,
        StorageConfig storage,
        ManagerConfig manager,
        AccessConfig access,
        TokensConfig tokens,
        TransferConfig transfer,
        ArchiveConfig archive,
        ImageConfig image,
        DownloadConfig download,
        AdminConfig admin,
        TelemetryConfig telemetry) {}

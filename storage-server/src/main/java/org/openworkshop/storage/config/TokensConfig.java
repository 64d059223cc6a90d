/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * Section {@code [tokens]}.
 *
 * @param transferJwtSecret shared HS256 secret, at least 32 bytes of UTF-8
 * @param uploadFile bcrypt hash
 * @param deleteFile bcrypt hash
 * @param storageManageToken bcrypt hash
 */
public record TokensConfig(Secret transferJwtSecret, Secret uploadFile, Secret deleteFile, Secret storageManageToken) {}

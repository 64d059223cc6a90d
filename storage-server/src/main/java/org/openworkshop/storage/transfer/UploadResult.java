/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

/**
 * A finished upload.
 *
 * @param bytes bytes received
 * @param total the declared size when there was one, else the bytes received
 */
public record UploadResult(JobId jobId, long bytes, long total) {}

/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Lets resources answer in their one format whatever the request's {@code Accept} says, as RFC 9110 section 12.5.1 allows:
 * a 406 would refuse a finished upload for a header. Errors still read the header as it came. Bodies too are read by the resources
 * alone: the framework would refuse a malformed {@code Content-Type} in a format of its own.
 */
@PreMatching
public final class AnyAnswer implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        request.getHeaders().putSingle(HttpHeaders.ACCEPT, "*/*");
        request.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
    }
}

/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the record that describes a call for the OpenAPI document. Its components are the call's inputs, each with its
 * Jakarta REST annotation ({@code @QueryParam}, {@code @HeaderParam}, {@code @PathParam}, {@code @FormParam}; none means the raw
 * body); annotations of the record itself give title, tag, successful
 * answers and refusals ({@link Refuses}).
 *
 * <p>The description stands apart from the method so that the method stays readable, and so that nothing of the OpenAPI library is
 * loaded before somebody asks for the document.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface DescribedBy {
    /** The describing record. */
    Class<?> value();
}

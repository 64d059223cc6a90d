/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The refusals a call may meet, on the record that {@link DescribedBy} names, for the OpenAPI document. Those that any request
 * or any form can meet are added there and not listed here.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Refuses {
    /** The refusals, each with its status and phrase. */
    ErrorCode[] value();
}

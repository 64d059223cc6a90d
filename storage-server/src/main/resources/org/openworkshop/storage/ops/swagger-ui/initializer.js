/* SPDX-License-Identifier: MPL-2.0 */
"use strict";

window.ui = SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  // The outside validator would be told where this server is.
  validatorUrl: null,
  tryItOutEnabled: false,
  // Tokens typed into the page stay in the page.
  persistAuthorization: false,
});

import helmet from 'helmet';

/**
 * Express middleware. The answers are data, so a browser must neither execute nor frame them. Pages
 * of the server loosen this policy for themselves. HSTS holds for a whole host name, and Keyplane
 * may be only one port of it, so its operator decides that.
 */
export function createSafeHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: false,
  });
}

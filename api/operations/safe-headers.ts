import helmet from 'helmet';

/**
 * Express middleware. The answers are data, so nothing of them may be executed or framed; pages of
 * the server loosen the policy for themselves. TLS ends at a proxy, whose decision HSTS is.
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

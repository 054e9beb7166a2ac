/** Vite writes the first one into the page, `index.html` contains the second one. */
const NONCE = '__CSP_NONCE__';
const BASE = '__BASE_HREF__';

/** These paths belong to the API, the docs, probes and sign-in. An unknown one is a JSON problem. */
const NOT_PAGES =
  /^\/(?:v1|oauth2|docs|\.well-known|session|healthz|readyz|metrics|assets|registry)(?:\/|$)/;

/**
 * Whether a request that nothing else has answered asks for a page of the console. Pages have no
 * file extension, so a missing file is never answered with a page.
 */
export function isPageRequest(path: string): boolean {
  return !NOT_PAGES.test(path) && !/\.[^/]*$/.test(path);
}

/** The page for one answer. Its styles carry the nonce that the policy of the same answer names. */
export function pageFor(page: string, nonce: string, basePath: string): string {
  return page.replaceAll(NONCE, nonce).replaceAll(BASE, escapedAttribute(basePath));
}

/** The path of the issuer, with a slash at its end. The page resolves everything against it. */
export function basePathOf(issuer: string): string {
  return `${new URL(issuer).pathname.replace(/\/+$/, '')}/`;
}

/**
 * Scripts come only from this origin, and no text becomes markup: the console's own policy for
 * Trusted Types lets nothing through that contains a tag. Mantine's style elements need the nonce.
 */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}

const escapedAttribute = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

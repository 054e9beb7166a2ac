/** How the browser keeps a session. */
export interface SessionCookie {
  readonly name: string;
  readonly options: {
    readonly httpOnly: true;
    readonly sameSite: 'lax';
    readonly path: '/';
    readonly secure: boolean;
  };
}

/**
 * On https the prefix `__Host-` makes browsers refuse a cookie of this name from another host or
 * path. Cookies do not depend on the port. So on http the name contains the port, and another
 * program on this host has a different cookie.
 */
export function sessionCookieOf(issuer: string): SessionCookie {
  const { protocol, port } = new URL(issuer);
  const secure = protocol === 'https:';
  return {
    name: secure ? '__Host-keyplane' : `keyplane-${port === '' ? '80' : port}`,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  };
}

/** Every value of the cookie in a `Cookie` header (RFC 6265, section 4.2). */
export function cookieValues(header: string | undefined, name: string): string[] {
  if (header === undefined) return [];
  return header.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    // Browsers send a cookie without a name as its value alone.
    if (equals === -1) return [];
    return pair.slice(0, equals).trim() === name ? [pair.slice(equals + 1).trim()] : [];
  });
}

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

export interface StepCookie {
  readonly name: string;
  readonly options: Omit<SessionCookie['options'], 'path'> & { readonly path: string };
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

/**
 * A cookie that waits for the next step of a sign-in. On https it has the prefix `__Host-` as well. Otherwise
 * another host of the same domain could place one of its own there, and sign its visitors in as somebody else.
 * That prefix requires the path `/`.
 * @param path where it is sent on http
 */
export function stepCookieOf(session: SessionCookie, step: string, path: string): StepCookie {
  const { name, options } = session;
  return {
    name: `${name}-${step}`,
    options: { ...options, path: name.startsWith('__Host-') ? '/' : path },
  };
}

/** The value, unless there are several: it is then not clear which one counts. */
export function onlyCookieValue(header: string | undefined, name: string): string | undefined {
  const [value, ...others] = cookieValues(header, name);
  return others.length === 0 ? value : undefined;
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

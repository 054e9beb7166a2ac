/** The beginning of every URL, without a slash at its end, or what is wrong with the text. */
export type ParsedEndpoint = { readonly endpoint: string } | { readonly problem: string };

/**
 * The address, such as `https://keys.example.com`. It has a path if a proxy serves Keyplane below
 * one. A problem is the rest of a sentence that begins with the setting's name, and shows no
 * credentials.
 */
export function parseEndpoint(text: string): ParsedEndpoint {
  const example = 'It must be an address such as https://keys.example.com.';
  // This is checked first, because the messages about other problems show the text. No URL parser
  // finds every password: a slash in a password ends the host.
  if (text.includes('@')) {
    return {
      problem:
        'contains a user name or a password before an `@`. Addresses are shown in logs and ' +
        'errors, so they must hold no credentials. Remove that part, and set the client ID ' +
        'and the secret of a key in their own settings.',
    };
  }
  // A URL parser drops line breaks and tabs.
  if (/\s/.test(text)) {
    return {
      problem: `is ${JSON.stringify(text)}, which contains a space or a line break. ${example}`,
    };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return { problem: `is ${JSON.stringify(text)}, which is not an HTTP address. ${example}` };
  }
  if (/[?#]/.test(text)) {
    return { problem: `has a query or a fragment, which Keyplane would ignore. ${example}` };
  }
  return { endpoint: `${url.origin}${url.pathname}`.replace(/\/+$/, '') };
}

/** Whether credentials sent there cross a network unencrypted. */
export function isClearText(endpoint: string): boolean {
  const { protocol, hostname } = new URL(endpoint);
  return (
    protocol === 'http:' && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  );
}

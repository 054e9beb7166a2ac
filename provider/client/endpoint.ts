/** The base of every address, without a slash at its end, or what is wrong with the text. */
export type ParsedEndpoint = { readonly endpoint: string } | { readonly problem: string };

/**
 * The address, such as `https://keys.example.com`. It has a path if a proxy serves Keyplane below
 * one.
 */
export function parseEndpoint(text: string): ParsedEndpoint {
  const example = 'It must be an address such as https://keys.example.com.';
  // A URL parser drops line breaks and tabs.
  if (/\s/.test(text)) {
    return { problem: `${JSON.stringify(text)} contains a space or a line break. ${example}` };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return { problem: `${JSON.stringify(text)} is not an HTTP address. ${example}` };
  }
  if (url.username !== '' || url.password !== '') {
    return { problem: `The address must hold no credentials; they are attributes of their own.` };
  }
  if (url.search !== '' || url.hash !== '') {
    return { problem: `The address must have no query and no fragment. ${example}` };
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

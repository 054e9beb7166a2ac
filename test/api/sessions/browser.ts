import type { Test } from 'supertest';
import type { Credentials, TestApi } from '../../support/api';

type Headers = Readonly<Record<string, string>>;

/** What a browser sends with a request of a page of the server itself. */
export const OWN_PAGE: Headers = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' };

/** A browser with its own cookies. */
export interface Browser {
  /** The cookie as the browser sends it: name and value. */
  cookie(): string | undefined;
  send(method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object): Test;
  signIn(key: Credentials): Test;
  /** Opens the same session with other headers, instead of those of a page of the server. */
  as(headers: Headers): Browser;
}

export function openBrowser(
  api: Pick<TestApi, 'as'>,
  headers = OWN_PAGE,
  jar = new Map(),
): Browser {
  const cookies = jar as Map<string, string>;
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  const browser: Browser = {
    cookie: () => cookie() || undefined,
    send(method, path, body) {
      const request = api.as()[method](path).set(headers).redirects(0);
      if (cookie() !== '') void request.set('cookie', cookie());
      void request.on('response', (response: { headers: Record<string, unknown> }) => {
        for (const line of (response.headers['set-cookie'] ?? []) as string[]) keep(line);
      });
      return body === undefined ? request : request.send(body);
    },
    signIn: ({ clientId, secret }) =>
      browser.send('post', '/session', { client_id: clientId, client_secret: secret }),
    as: (others) => openBrowser(api, others, cookies),
  };

  function keep(line: string): void {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
  return browser;
}

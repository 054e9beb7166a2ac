import { startExpressHello } from './express-baseline';
import { startLoadProcess } from './load-process';
import { loadRounds, rowAgainst } from './load-rounds';
import type { LoadTarget } from './load-target';
import type { Suite } from './measure';
import { credentialsOf } from './seed-keys';
import { startSeededServer } from './seeded-server';
import { basicAuthorization, hotIndices, hotTitle, postRequest } from './verify-target';
import { withRunning } from './with-running';

const KEYS = 100_000;
const FORM = 'application/x-www-form-urlencoded';
const SERVICE = 'https://reports.example';
const AT_ONCE = 16;

/** Tokens and introspection of 2,000 clients, next to the least that Express can do. */
export const oauth: Suite = {
  name: 'oauth',
  run: (options) =>
    withRunning(async (keep) => {
      const keys = Math.round(KEYS / options.shrink);
      const indices = hotIndices(keys);
      const hello = await keep(startExpressHello());
      const { port } = await keep(startSeededServer('sqlite', keys));
      const load = await keep(startLoadProcess());
      const secrets = indices.map((index) => credentialsOf(index).secret);
      const [base, token, introspectSecret] = await loadRounds(load, options, [
        hello.target,
        tokenTarget(port, indices),
        introspection(port, secrets),
      ]);
      // Issued in rounds of their own, because tokens last ten minutes.
      const tokens = await accessTokens(port, indices);
      const [laterBase, introspectToken] = await loadRounds(load, options, [
        hello.target,
        introspection(port, tokens),
      ]);
      const hot = (what: string) => `${what}, ${hotTitle(keys)}, SQLite`;
      return [
        rowAgainst(
          hot('/oauth2/token, client_credentials'),
          { atLeast: 1 },
          token,
          hello.name,
          base,
        ),
        rowAgainst(
          hot('/oauth2/introspect of access tokens'),
          { atLeast: 0.8 },
          introspectToken,
          hello.name,
          laterBase,
        ),
        rowAgainst(
          hot('/oauth2/introspect of secrets'),
          { atLeast: 0.8 },
          introspectSecret,
          hello.name,
          base,
        ),
      ];
    }),
};

/** Each client asks in its own name. */
function tokenTarget(port: number, indices: readonly number[]): LoadTarget {
  const body = new URLSearchParams({ grant_type: 'client_credentials', resource: SERVICE });
  const texts = indices.map((index) =>
    postRequest('/oauth2/token', {
      type: FORM,
      body: body.toString(),
      authorization: basicAuthorization(index),
    }),
  );
  return {
    port,
    requests: { kind: 'prepared', texts },
    markers: ['"access_token":"', '"expires_in":'],
  };
}

/** The verifier asks. */
function introspection(port: number, presented: readonly string[]): LoadTarget {
  const texts = presented.map((token) =>
    postRequest('/oauth2/introspect', {
      type: FORM,
      body: new URLSearchParams({ token }).toString(),
      authorization: basicAuthorization(0),
    }),
  );
  return {
    port,
    requests: { kind: 'prepared', texts },
    markers: ['"active":true', '"sub":"', '"exp":'],
  };
}

async function accessTokens(port: number, indices: readonly number[]): Promise<string[]> {
  const tokens: string[] = [];
  for (let start = 0; start < indices.length; start += AT_ONCE) {
    const some = indices.slice(start, start + AT_ONCE);
    tokens.push(...(await Promise.all(some.map((index) => accessToken(port, index)))));
  }
  return tokens;
}

async function accessToken(port: number, index: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: basicAuthorization(index) },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: SERVICE }),
  });
  if (answer.status !== 200) throw new Error(`No access token: ${answer.status}`);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
}

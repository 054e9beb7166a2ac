import { startBareHttp } from './bare-baseline';
import { barOnRecommended, rowAgainstBare } from './bare-rows';
import { loadRounds, rowAgainst } from './load-rounds';
import type { LoadTarget } from './load-target';
import type { Bar, Suite } from './measure';
import { credentialsOf } from './seed-keys';
import { startSeededServer } from './seeded-server';
import { basicAuthorization, hotIndices, hotTitle, postRequest } from './verify-target';
import { ONE_CORE_SIGNS, startSigning } from './signing-baseline';
import { withRunning } from './with-running';
import { startFastestLoad } from './wrk';

const KEYS = 100_000;
const FORM = 'application/x-www-form-urlencoded';
const SERVICE = 'https://reports.example';
const AT_ONCE = 16;

/**
 * The bar, as a share of what one core signs. The rest of a token request, and sending it, also
 * take time.
 */
const SHARE_OF_SIGNATURES: Bar = { atLeast: 0.6 };

/**
 * Tokens and introspection of 2,000 clients, next to bare servers that read the same bodies and give
 * the same answers. A token is also compared with the signatures that one core makes.
 */
export const oauth: Suite = {
  name: 'oauth',
  run: (options) =>
    withRunning(async (keep) => {
      const keys = Math.round(KEYS / options.shrink);
      const indices = hotIndices(keys);
      const { port } = await keep(startSeededServer('sqlite', keys));
      const load = await keep(startFastestLoad());
      const { generator } = load;
      const signing = await keep(startSigning());
      const secrets = indices.map((index) => credentialsOf(index).secret);
      const ofTokens = tokenTarget(port, indices);
      const ofSecrets = introspection(port, secrets);
      const [signed, bareToken, token, bareSecret, secret] = await loadRounds(load, options, [
        signing,
        (await keep(startBareHttp(ofTokens))).target,
        ofTokens,
        (await keep(startBareHttp(ofSecrets))).target,
        ofSecrets,
      ]);
      // Issued in rounds of their own, because tokens last ten minutes.
      const ofIssued = introspection(port, await accessTokens(port, indices));
      const [bareIssued, issued] = await loadRounds(load, options, [
        (await keep(startBareHttp(ofIssued))).target,
        ofIssued,
      ]);
      const hot = (what: string) => `${what}, ${hotTitle(keys)}, SQLite`;
      const tokens = hot('/oauth2/token, client_credentials');
      const signatures = barOnRecommended(SHARE_OF_SIGNATURES);
      return [
        rowAgainst(tokens, signatures, token, ONE_CORE_SIGNS, signed),
        rowAgainstBare(tokens, null, { ours: token, bare: bareToken, generator }),
        rowAgainstBare(hot('/oauth2/introspect of access tokens'), null, {
          ours: issued,
          bare: bareIssued,
          generator,
        }),
        rowAgainstBare(hot('/oauth2/introspect of secrets'), null, {
          ours: secret,
          bare: bareSecret,
          generator,
        }),
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

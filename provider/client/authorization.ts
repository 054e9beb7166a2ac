import type { AccessTokenApi } from './access-token-api';
import type { Authorize } from './call';
import { areFederated, basicAuthorization, type Credentials } from './credentials';

const EXCHANGE_MS = 60_000;
/**
 * The time that a call with all its attempts may take. A call does not begin with a token that
 * expires sooner.
 */
const RENEWED_BEFORE_SECONDS = 120;

/**
 * A key authorizes by itself. An OIDC token is exchanged at the first call and before each expiry.
 */
export function createAuthorize(
  credentials: Credentials,
  accessTokens: Pick<AccessTokenApi, 'issue'>,
  now: () => number = Date.now,
): Authorize {
  if (!areFederated(credentials)) {
    const basic = basicAuthorization(credentials);
    return () => Promise.resolve(basic);
  }
  let current: { readonly header: string; readonly renewAt: number } | undefined;
  let renewing: Promise<string> | undefined;

  async function renew(): Promise<string> {
    try {
      const signal = AbortSignal.timeout(EXCHANGE_MS);
      const { token, expiresInSeconds } = await accessTokens.issue({ credentials }, { signal });
      const usableSeconds = Math.max(expiresInSeconds - RENEWED_BEFORE_SECONDS, 0);
      current = { header: `Bearer ${token}`, renewAt: now() + usableSeconds * 1000 };
      return current.header;
    } finally {
      renewing = undefined;
    }
  }

  return async () =>
    current !== undefined && now() < current.renewAt ? current.header : (renewing ??= renew());
}

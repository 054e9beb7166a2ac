import { ApiError, type Key, type KeyplaneClient } from '../client';
import { type DiagnosticCollector, instantMs } from '../framework';

/** What a plan can still expect of a secret that its credentials may not claim. */
export type Prospect =
  /** Nobody can claim it any more. */
  | 'over'
  /** Somebody has claimed it, so nothing is missing. */
  | 'claimed'
  /** It waits for somebody else. */
  | 'waiting'
  /** The credentials may not read the key either. */
  | 'unknown';

export function prospectOf(
  key: Pick<Key, 'secret_claim' | 'secret_version' | 'revocation'> | undefined,
  wantedVersion: number | null,
  now: Date,
): Prospect {
  if (key === undefined) return 'unknown';
  const { secret_claim: claim, secret_version, revocation } = key;
  if (claim === null || revocation !== null) return 'over';
  if (wantedVersion !== null && wantedVersion !== secret_version) return 'over';
  if (claim.state !== 'waiting' && claim.state !== 'claimed') return 'over';
  return instantMs(claim.claimable_until) <= now.getTime() ? 'over' : claim.state;
}

/** The key as these credentials see it; undefined if they do not. */
export async function readKey(
  id: string,
  client: KeyplaneClient,
  options: { readonly signal: AbortSignal },
): Promise<Key | undefined> {
  const { applicationKeys, serviceAccountKeys, serviceKeyTokens } = client;
  const [kind] = id.split('_');
  const api = { ak: applicationKeys, sak: serviceAccountKeys, tok: serviceKeyTokens }[kind ?? ''];
  try {
    return await api?.get(id, options);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

const warned = new WeakSet<KeyplaneClient>();

/** One warning for all keys of a run, because all of them need the same other credentials. */
export function warnOfUnclaimable(
  keyId: string,
  client: KeyplaneClient,
  diagnostics: DiagnosticCollector,
): void {
  if (warned.has(client)) return;
  warned.add(client);
  diagnostics.warning({
    summary: 'Secrets may not be claimed with these credentials',
    detail:
      `\`secret\` is null for ${keyId} and every other key whose secret waits for somebody else. To ` +
      'claim them, apply with the credentials that made them, or those of their `claimant_id`.',
  });
}

import { ApiError, type Key, type KeyplaneClient } from '../client';
import { type DiagnosticCollector, instantMs, shownTime } from '../terraform-plugin';

/** What is known about a secret that the credentials of a plan cannot claim. */
export type Prospect =
  /** The secret can no longer be claimed. */
  | 'over'
  /** Somebody has claimed it, so nothing is missing. */
  | 'claimed'
  /**
   * The secret waits for somebody else, or may do so if the credentials may not read the key
   * either.
   */
  | 'waiting'
  /** It is impossible to tell whether the secret waits, so a warning would appear in every plan. */
  | 'unknown';

/** Keyplane keeps no secret for longer than this. */
const LONGEST_WINDOW_MS = 7 * 86_400_000;

export function prospectOf(
  key: Pick<Key, 'secret_claim' | 'secret_version' | 'revocation'> | undefined,
  wantedVersion: number | null,
  now: Date,
): Prospect {
  if (key === undefined) return unseen(wantedVersion, now);
  const { secret_claim: claim, secret_version, revocation } = key;
  if (claim === null || revocation !== null) return 'over';
  if (wantedVersion !== null && wantedVersion !== secret_version) return 'over';
  if (claim.state !== 'waiting' && claim.state !== 'claimed') return 'over';
  return instantMs(claim.claimable_until) <= now.getTime() ? 'over' : claim.state;
}

/**
 * Versions of secrets follow the time: each version is at least the time of its creation in
 * milliseconds. So a version that is old enough can no longer be claimed, whatever these
 * credentials can see.
 */
function unseen(wantedVersion: number | null, now: Date): Prospect {
  if (wantedVersion === null) return 'unknown';
  return wantedVersion + LONGEST_WINDOW_MS <= now.getTime() ? 'over' : 'waiting';
}

/** The key as these credentials see it; undefined if they cannot see it. */
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

/** A secret that these credentials may not claim, although it may still be available. */
export interface Unclaimable {
  readonly keyId: string;
  /** Undefined if these credentials may not read the key either. */
  readonly key: Pick<Key, 'secret_claim'> | undefined;
  /**
   * The reason that Keyplane gives: a permission is missing, or the secret is for somebody else.
   */
  readonly reason: string;
}

/**
 * One warning for all keys of a run, about the first of them. The others usually lack the same
 * permission.
 */
export function warnOfUnclaimable(
  { keyId, key, reason }: Unclaimable,
  client: KeyplaneClient,
  diagnostics: DiagnosticCollector,
): void {
  if (warned.has(client)) return;
  warned.add(client);
  const until = key?.secret_claim?.claimable_until;
  const time = until === undefined ? '' : ` The secret can be claimed until ${shownTime(until)}.`;
  diagnostics.warning({
    summary: 'Secrets may not be claimed with these credentials',
    detail:
      `\`secret\` is null for ${keyId} and for every other key whose secret the provider's ` +
      `credentials may not claim. Keyplane's reason for ${keyId}: ${reason}${time}`,
  });
}

import type { AuditTrail } from '../domain/audit-trail';
import type { RefusedUses } from '../credentials/refused-uses';
import type { RequestOrigin } from '../http/endpoint';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import type { Caller } from '../domain/principal';
import { Secret } from '../domain/secret';
import type { Credential, CredentialLookup } from '../credentials/credential';
import type { KeyFacts } from '../keys/key';
import type { KeyService } from '../keys/key-service';
import type { SecretEnder } from '../keys/secret-ender';
import { powerOfSecret, type SecretPower } from '../keys/secret-power';
import { atMost } from '../lib/at-most';
import { RateLimited } from '../rate-limit/rate-limited';
import type { NetworkThrottle } from '../rate-limit/throttle';

export const LEAK_OUTCOMES = [
  'revoked',
  'secret_ended',
  'already_revoked',
  'key_expired',
  'secret_retired',
  'unknown',
] as const;

/** What happened to one of the secrets. Unknown secrets get no further information. */
export interface LeakResult {
  readonly outcome: (typeof LEAK_OUTCOMES)[number];
  readonly keyId: string | null;
  readonly masked: string | null;
  /** With `cascade`: the keys that the key had created. */
  readonly revokedWithIt: readonly string[];
}

export interface LeakService {
  /**
   * Anybody who has a valid secret may end its key. If a rotation is replacing the secret, only the secret
   * ends, and the key remains valid. If the secret has ended already, nothing changes. What the key created
   * ends with it only if the key is valid
   * now.
   * @returns one result for each secret, in their order
   * @throws Failure `rate_limited` if all are unknown and too many unknown ones came before
   */
  revoke(
    secrets: readonly string[],
    options: { cascade: boolean },
    origin: RequestOrigin,
  ): Promise<readonly LeakResult[]>;
}

export const LEAKED = 'leaked';

/** Looks up what is committed, outside of units of work. */
export interface LeakedSecretLookup {
  /** Keys by the hash of their secret, read in one statement. Unknown ones are absent. */
  bySecretHashes(hashes: readonly string[]): Promise<ReadonlyMap<string, Credential>>;
}

export function createLeakService(dependencies: {
  lookup: LeakedSecretLookup;
  /** Reads within the unit of work in progress. */
  credentials: Pick<CredentialLookup, 'byKeyId'>;
  ender: SecretEnder;
  keys: Pick<KeyService, 'revokeLineage'>;
  unitOfWork: UnitOfWork;
  clock: Clock;
  audit: AuditTrail;
  refusedUses: RefusedUses;
  throttle: NetworkThrottle;
}): LeakService {
  const { lookup, credentials, ender, keys, unitOfWork, clock, audit } = dependencies;
  const { refusedUses, throttle } = dependencies;
  // Anybody may ask. However many do, the lookups take one connection.
  const oneAtATime = atMost(1);

  async function find(secrets: readonly (Secret | undefined)[]) {
    const hashes = new Set(secrets.flatMap((secret) => (secret === undefined ? [] : secret.hash)));
    if (hashes.size === 0) return new Map<string, Credential>();
    return oneAtATime(() => lookup.bySecretHashes([...hashes]));
  }

  /** A unit of work for each hit. One that ended a hundred keys would lock them all for a long time. */
  function end(
    { key, principal }: Credential,
    version: number,
    cascade: boolean,
    origin: RequestOrigin,
  ) {
    const caller: Caller = { ...origin, principal, stack: null, run: null };
    return unitOfWork.run(async () => {
      const power = await ender.end(caller, key.id, version, LEAKED);
      if (power.ends === 'nothing') return { power, lineage: [] };
      const target = { kind: key.family, id: key.id, teamId: key.teamId };
      await audit.record(caller, { action: `${key.family}.reported_leaked`, target });
      const takesWithIt =
        cascade && power.ends === 'key' && power.worked && (await isOwnerGood(key));
      const lineage = takesWithIt ? await keys.revokeLineage(caller, key.id, LEAKED) : [];
      return { power, lineage: lineage.map(({ id }) => id) };
    });
  }

  async function isOwnerGood({ id }: KeyFacts): Promise<boolean> {
    const credential = await credentials.byKeyId(id);
    return credential !== undefined && credential.owner.active && !credential.teamSuspended;
  }

  async function resultOf(
    found: Credential | undefined,
    cascade: boolean,
    origin: RequestOrigin,
  ): Promise<LeakResult> {
    if (found?.secret == null) return UNKNOWN;
    const { key, secret } = found;
    const told = { keyId: key.id, masked: secret.masked, revokedWithIt: [] };
    // A secret that has ended stays ended, so no unit of work is needed.
    const power = powerOfSecret(key, secret, clock.now());
    if (power.ends === 'nothing') {
      refusedUses.note(found, power.because, origin, null);
      return { ...told, outcome: outcomeOf(power) };
    }
    const ended = await end(found, secret.version, cascade, origin);
    return { ...told, outcome: outcomeOf(ended.power), revokedWithIt: ended.lineage };
  }

  async function requireFewUnknown(results: readonly LeakResult[], ip: string): Promise<void> {
    const unknown = results.filter(({ outcome }) => outcome === 'unknown').length;
    if (unknown === 0) return;
    const state = await throttle.count(ip, { attempts: unknown });
    if (!state.allowed && unknown === results.length) throw new RateLimited(state);
  }

  return {
    async revoke(texts, { cascade }, origin) {
      const secrets = texts.map((text) => Secret.parse(text));
      const found = await find(secrets);
      const results: LeakResult[] = [];
      for (const secret of secrets) {
        results.push(await resultOf(secret && found.get(secret.hash), cascade, origin));
      }
      await requireFewUnknown(results, origin.ip);
      return results;
    },
  };
}

const UNKNOWN: LeakResult = { outcome: 'unknown', keyId: null, masked: null, revokedWithIt: [] };

function outcomeOf(power: SecretPower): LeakResult['outcome'] {
  if (power.ends === 'key') return 'revoked';
  if (power.ends === 'secret') return 'secret_ended';
  switch (power.because) {
    case 'revoked':
      return 'already_revoked';
    case 'expired':
      return 'key_expired';
    case 'secret_retired':
      return 'secret_retired';
  }
}

import type { AuditTrail } from '../audit/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import type { Caller } from '../domain/principal';
import { Secret } from '../domain/secret';
import type { Credential, CredentialLookup } from '../keys/credential';
import type { KeyService } from '../keys/key-service';
import { RateLimited } from '../rate-limit/rate-limited';
import type { NetworkThrottle, ThrottleState } from '../rate-limit/throttle';

export const LEAK_OUTCOMES = ['revoked', 'already_revoked', 'secret_retired', 'unknown'] as const;

/** What became of one of the secrets; nothing is told of a secret that nobody has. */
export interface LeakResult {
  readonly outcome: (typeof LEAK_OUTCOMES)[number];
  readonly keyId: string | null;
  readonly masked: string | null;
  /** With `cascade`: what the key had created. */
  readonly revokedWithIt: readonly string[];
}

export interface LeakService {
  /**
   * Whoever holds a secret may end its key. A secret that a rotation has ended proves nothing of the
   * key as it is, so it ends nothing.
   * @returns one result for each secret, in their order
   * @throws Failure `rate_limited` where all are unknown and were not the first
   */
  revoke(
    secrets: readonly string[],
    options: { cascade: boolean },
    origin: Pick<Caller, 'requestId' | 'ip'>,
  ): Promise<readonly LeakResult[]>;
}

export const LEAKED = 'leaked';

export function createLeakService(dependencies: {
  credentials: Pick<CredentialLookup, 'bySecretHash'>;
  keys: Pick<KeyService, 'revoke' | 'revokeLineage'>;
  unitOfWork: UnitOfWork;
  clock: Clock;
  audit: AuditTrail;
  throttle: NetworkThrottle;
}): LeakService {
  const { credentials, keys, unitOfWork, clock, audit, throttle } = dependencies;

  async function revokeOne(
    text: string,
    cascade: boolean,
    origin: Pick<Caller, 'requestId' | 'ip'>,
  ): Promise<LeakResult> {
    const secret = Secret.parse(text);
    const credential = secret && (await credentials.bySecretHash(secret.hash));
    if (credential === undefined) return UNKNOWN;
    const { key } = credential;
    const told = { keyId: key.id, masked: secret?.masked ?? null, revokedWithIt: [] };
    if (isRetired(credential, clock.now())) return { ...told, outcome: 'secret_retired' };

    const caller: Caller = { ...origin, principal: credential.principal, stack: null, run: null };
    const target = { kind: key.family, id: key.id, teamId: key.teamId };
    await audit.record(caller, { action: `${key.family}.reported_leaked`, target });
    const outcome = key.revokedAt === null ? 'revoked' : 'already_revoked';
    await keys.revoke(caller, key.id, LEAKED);
    const lineage = cascade ? await keys.revokeLineage(caller, key.id, LEAKED) : [];
    return { ...told, outcome, revokedWithIt: lineage.map(({ id }) => id) };
  }

  async function countUnknown(how: number, ip: string): Promise<ThrottleState | undefined> {
    let state: ThrottleState | undefined;
    for (let at = 0; at < how; at += 1) state = await throttle.count(ip);
    return state;
  }

  return {
    async revoke(secrets, { cascade }, origin) {
      const results = await unitOfWork.run(async () => {
        const all: LeakResult[] = [];
        for (const text of secrets) all.push(await revokeOne(text, cascade, origin));
        return all;
      });
      const unknown = results.filter(({ outcome }) => outcome === 'unknown').length;
      const state = await countUnknown(unknown, origin.ip);
      if (state?.allowed === false && unknown === results.length) throw new RateLimited(state);
      return results;
    },
  };
}

const UNKNOWN: LeakResult = { outcome: 'unknown', keyId: null, masked: null, revokedWithIt: [] };

function isRetired({ secret }: Credential, now: Date): boolean {
  return secret !== null && secret.retiresAt !== null && secret.retiresAt <= now;
}

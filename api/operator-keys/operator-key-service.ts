import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound } from '../domain/failure';
import { creatorOf, type Caller, type OperatorPrincipal } from '../domain/principal';
import { PLAIN } from '../keys/delivery/delivery';
import { decideExpiry, type WantedExpiry } from '../keys/expiry';
import { keyLabel, keyState, type Key } from '../keys/key';
import type { IssuedKey, KeyService } from '../keys/key-service';
import { keySnapshot } from '../keys/key-snapshot';
import { NO_LIMITS } from '../teams/team-policy';

type OperatorCaller = Caller<OperatorPrincipal>;

export interface NewOperatorKey extends WantedExpiry {
  readonly description: string | null;
}

export interface OperatorKeyRevocation {
  readonly reason?: string | undefined;
  /** Whether the key is revoked even if no other operator key works. */
  readonly allowLast: boolean;
}

/** The operator's own keys, which belong to no team. Each key can list and revoke all of them. */
export interface OperatorKeyService {
  /** Every key that is not revoked, the oldest first. */
  list(caller: OperatorCaller): Promise<readonly Key[]>;
  /**
   * A revoked key is found for as long as its tombstone is kept.
   * @throws Failure `not_found`
   */
  get(caller: OperatorCaller, id: string): Promise<Key>;
  create(caller: OperatorCaller, request: NewOperatorKey): Promise<IssuedKey>;
  /**
   * Final. It ends the sessions that began with the key. Revoking a revoked key changes nothing.
   * @throws Failure `not_found`, `last_operator_key`
   */
  revoke(caller: OperatorCaller, id: string, revocation: OperatorKeyRevocation): Promise<void>;
}

/** What the operator's keys need to read. Changes go through the key service. */
export interface OperatorKeyReads {
  find(id: string): Promise<Key | undefined>;
  unrevokedOf(ownerId: string): Promise<readonly Key[]>;
  lockUnrevokedOf(ownerId: string): Promise<readonly Key[]>;
}

export function createOperatorKeyService(dependencies: {
  readonly reads: OperatorKeyReads;
  readonly keys: Pick<KeyService, 'issue' | 'revokeHeld'>;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly audit: AuditTrail;
}): OperatorKeyService {
  const { reads, keys, unitOfWork, clock, audit } = dependencies;

  async function existing({ principal }: OperatorCaller, id: string): Promise<Key> {
    const key = await reads.find(id);
    if (key?.ownerId !== principal.id) throw notFound('operator key');
    return key;
  }

  return {
    get: existing,
    list: ({ principal }) => reads.unrevokedOf(principal.id),

    create: (caller, { description, ...expiry }) =>
      unitOfWork.run(async () => {
        const { principal } = caller;
        const isUnsaid = expiry.expiresAt === undefined && expiry.expiresIn === undefined;
        const wanted = isUnsaid ? { expiresAt: 'never' } : expiry;
        const issued = await keys.issue(creatorOf(principal), {
          family: 'application_key',
          teamId: null,
          ownerKind: 'operator',
          ownerId: principal.id,
          name: null,
          description,
          delivery: PLAIN,
          expiresAt: (createdAt) => decideExpiry(wanted, NO_LIMITS, createdAt),
          enabled: true,
        });
        await audit.record(caller, {
          action: 'application_key.created',
          target: { kind: 'application_key', id: issued.key.id, teamId: null },
          after: keySnapshot(issued.key, clock.now()),
        });
        return issued;
      }),

    revoke: (caller, id, { reason = 'revoked', allowLast }) =>
      unitOfWork.run(async () => {
        // All are locked, in the same order. Otherwise, two operators who revoke each other's key at the same
        // time could leave no key.
        const held = await reads.lockUnrevokedOf(caller.principal.id);
        const key = held.find((each) => each.id === id);
        if (key === undefined) {
          await existing(caller, id);
          return;
        }
        if (!allowLast) requireAnother(key, held, clock.now());
        await keys.revokeHeld(caller, key, reason);
      }),
  };
}

/** A key that does not work may always be revoked. */
function requireAnother(key: Key, keys: readonly Key[], now: Date): void {
  const working = keys.filter((each) => keyState(each, now) === 'active');
  if (working.some(({ id }) => id !== key.id) || !working.includes(key)) return;
  throw new Failure(
    'last_operator_key',
    `${keyLabel(key)} is the only operator key that works, and without it all operators are locked out. ` +
      'Create another key first. To revoke this key anyway, send allow_last=true. Afterwards, ' +
      '`keyplane recover --operator` on the machine of the server creates another key.',
  );
}

import type { AuditTrail } from '../audit/audit-trail';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound } from '../domain/failure';
import type { KeyState } from '../domain/key-state';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import { overlapSecondsOf } from '../keys/expiry';
import { holds } from '../domain/permission';
import type { TeamCaller } from '../domain/principal';
import type { Key, KeyFilter } from '../keys/key';
import type { KeyService, KeyUpdate } from '../keys/key-service';
import { requireCurrentTerms, requireUnrevoked, TERMS } from './service-key';
import type { ServiceKeyStore } from './service-key-store';
import { claimPlace, type TokenClaimStore } from './token-claim-store';
import type { NewToken, TokenIssuer, TokenKind } from './token-issuer';

export interface NewTokenRequest extends NewToken {
  readonly serviceKeyId: string;
  /** The free key asks for it with its first token. */
  readonly acceptTerms: string | undefined;
}

export interface TokenFilter {
  readonly serviceKeyId?: string | undefined;
  readonly kind?: TokenKind | undefined;
  readonly state?: KeyState | undefined;
  readonly unusedSince?: Date | undefined;
}

/** A token with its secret in the clear, for whom it is meant; `null` for anybody else. */
export interface ShownToken {
  readonly key: Key;
  readonly secret: string | null;
  /** Until when its member can fetch a secret that is not shown to who rotated it. */
  readonly claimableUntil: Date | null;
}

export interface TokenService {
  /** @throws Failure `not_assigned`, `terms_not_accepted`, `key_revoked`, `duplicate_in_run` */
  create(caller: TeamCaller, request: NewTokenRequest): Promise<ShownToken>;
  get(caller: TeamCaller, id: string): Promise<Key>;
  list(caller: TeamCaller, filter: TokenFilter, page: PageRequest): Promise<Page<Key>>;
  update(caller: TeamCaller, id: string, update: KeyUpdate, version?: number): Promise<Key>;
  /** Only its member sees the new secret of a personal token (S3). */
  rotate(caller: TeamCaller, id: string, overlap: string | undefined): Promise<ShownToken>;
  /** The secret that a rotation by somebody else keeps for the caller, once. */
  claim(caller: TeamCaller, id: string): Promise<ShownToken>;
  revoke(caller: TeamCaller, id: string, reason?: string, version?: number): Promise<void>;
}

/** What this slice reads of keys by itself; changing them is the key service's. */
export interface TokenReads {
  find(id: string): Promise<Key | undefined>;
  list(filter: KeyFilter, page: PageRequest, now: Date): Promise<readonly Key[]>;
}

/** Seals what waits for a member. */
export interface SecretSealer {
  seal(plaintext: string, associatedData: string): string;
  open(sealed: string, associatedData: string): string;
}

const CLAIM_HOURS = 24;

export function createTokenService(dependencies: {
  store: Pick<ServiceKeyStore, 'findForUpdate' | 'update'>;
  claims: TokenClaimStore;
  reads: TokenReads;
  keys: KeyService;
  issuer: TokenIssuer;
  sealer: SecretSealer;
  unitOfWork: UnitOfWork;
  clock: Clock;
  audit: AuditTrail;
  creations: Creations;
}): TokenService {
  const { store, claims, reads, keys, issuer, sealer } = dependencies;
  const { unitOfWork, clock, audit, creations } = dependencies;

  async function existing(caller: TeamCaller, id: string): Promise<Key> {
    const key = await reads.find(id);
    const ours = key?.family === 'token' && key.teamId === caller.principal.teamId;
    if (key === undefined || !ours || !isVisible(key, caller)) throw notFound('token');
    return key;
  }

  async function acceptTerms(caller: TeamCaller, serviceKeyId: string, version?: string) {
    requireCurrentTerms(version);
    await store.update(serviceKeyId, {
      terms: {
        version: TERMS.version,
        acceptedAt: clock.now(),
        acceptedBy: caller.principal.id,
      },
    });
    await audit.record(caller, {
      action: 'service_key.terms_accepted',
      target: { kind: 'service_key', id: serviceKeyId },
      after: { terms_version: TERMS.version },
    });
  }

  async function keepForMember(key: Key, secret: string): Promise<Date> {
    const claimableUntil = new Date(clock.now().getTime() + CLAIM_HOURS * 3_600_000);
    await claims.put(key.id, sealer.seal(secret, claimPlace(key.id)), claimableUntil);
    return claimableUntil;
  }

  return {
    create: (caller, request) =>
      unitOfWork.run(async () => {
        // Unassigning takes the same lock, so that it misses no token that is being made.
        const { teamId } = caller.principal;
        const serviceKey = await store.findForUpdate(teamId, request.serviceKeyId);
        if (serviceKey === undefined) throw notFound('service key');
        const { serviceKeyId, acceptTerms: accepted, ...token } = request;
        const twins = await creations.twinsOf(caller, 'token', request, {
          refuseDuplicates: true,
        });
        for (const twin of twins) await keys.revoke(caller, twin, 'unconfirmed_twin_replaced');
        const { key, secret } = await issuer.issue(caller, serviceKey, token);
        requireUnrevoked(serviceKey);
        if (serviceKey.terms === null) await acceptTerms(caller, serviceKeyId, accepted);
        await creations.remember(caller, 'token', request, key.id);
        return { key, secret: secret?.reveal() ?? null, claimableUntil: null };
      }),

    get: existing,

    async list(caller, { serviceKeyId, kind, state, unusedSince }, page) {
      const filter: KeyFilter = {
        family: 'token',
        teamId: caller.principal.teamId,
        ownerId: seesOnlyOwnTokens(caller) ? caller.principal.id : undefined,
        ownerKind: kind === undefined ? undefined : kind === 'shared' ? 'service_key' : 'member',
        serviceKeyId,
        state,
        unusedSince,
        order: 'oldest-first',
      };
      return pageFrom(await reads.list(filter, page, clock.now()), page.size);
    },

    update: (caller, id, update, version) =>
      unitOfWork.run(async () => {
        await existing(caller, id);
        return keys.update(caller, id, update, version);
      }),

    rotate: (caller, id, overlap) =>
      unitOfWork.run(async () => {
        const { ownerKind, ownerId } = await existing(caller, id);
        const overlapSeconds = overlapSecondsOf(overlap);
        const { key, secret } = await keys.rotate(caller, id, overlapSeconds);
        await claims.delete(id);
        const text = secret?.reveal() ?? null;
        if (ownerKind !== 'member' || ownerId === caller.principal.id || text === null) {
          return { key, secret: text, claimableUntil: null };
        }
        return { key, secret: null, claimableUntil: await keepForMember(key, text) };
      }),

    claim: (caller, id) =>
      unitOfWork.run(async () => {
        const key = await existing(caller, id);
        if (key.ownerId !== caller.principal.id) {
          throw new Failure(
            'insufficient_permissions',
            'Only its member fetches the new secret of a personal token.',
          );
        }
        const sealed = key.revokedAt === null ? await claims.take(id, clock.now()) : undefined;
        if (sealed === undefined) throw notFound('secret to fetch');
        await audit.record(caller, {
          action: 'token.secret_claimed',
          target: { kind: 'token', id },
        });
        return { key, secret: sealer.open(sealed, claimPlace(id)), claimableUntil: null };
      }),

    revoke: (caller, id, reason, version) =>
      unitOfWork.run(async () => {
        await existing(caller, id);
        await claims.delete(id);
        await keys.revoke(caller, id, reason ?? 'revoked', version);
      }),
  };
}

/** A member who manages no tokens knows their own only. */
function seesOnlyOwnTokens({ principal }: TeamCaller): boolean {
  return principal.kind === 'member' && !holds(principal.grant, 'service_key_tokens.manage');
}

function isVisible(key: Key, caller: TeamCaller): boolean {
  return !seesOnlyOwnTokens(caller) || key.ownerId === caller.principal.id;
}

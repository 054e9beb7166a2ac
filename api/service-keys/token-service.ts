import type { AuditTrail } from '../domain/audit-trail';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { notFound, unknownReference } from '../domain/failure';
import type { KeyState } from '../domain/key-state';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import { overlapSecondsOf } from '../keys/expiry';
import { requirePermission, type TeamCaller } from '../domain/principal';
import type { ExpectedVersion } from '../domain/version';
import { currentSecret, type Key, type KeyFilter } from '../keys/key';
import type { KeyUpdate } from '../keys/key-change';
import type { IssuedKey, KeyService, RotationRequest } from '../keys/key-service';
import type { TeamPolicies } from '../teams/team-policy';
import { requireCurrentTerms, requireUnrevoked, TERMS } from './service-key';
import type { ServiceKeyStore } from './service-key-store';
import { decideTokenDelivery } from './token-delivery';
import { managesTokens, tokenAccess, type TokenOperation } from './token-access';
import type { NewToken, TokenIssuer, TokenKind } from './token-issuer';
import { decideTokenUpdate } from './token-update';

export interface NewTokenRequest extends NewToken {
  readonly serviceKeyId: string;
  /** The free key asks for it with its first token. */
  readonly acceptTerms: string | undefined;
}

export interface TokenFilter {
  readonly serviceKeyId?: string | undefined;
  readonly kind?: TokenKind | undefined;
  readonly clientIds?: readonly string[] | undefined;
  readonly state?: KeyState | undefined;
  readonly unusedSince?: Date | undefined;
}

export interface TokenService {
  /** @throws Failure `not_assigned`, `terms_not_accepted`, `key_revoked` */
  create(caller: TeamCaller, request: NewTokenRequest): Promise<IssuedKey>;
  get(caller: TeamCaller, id: string): Promise<Key>;
  list(caller: TeamCaller, filter: TokenFilter, page: PageRequest): Promise<Page<Key>>;
  update(
    caller: TeamCaller,
    id: string,
    update: KeyUpdate,
    version?: ExpectedVersion,
  ): Promise<Key>;
  /** Only its member sees the new secret of a personal token (S3). */
  rotate(caller: TeamCaller, id: string, request: RotationRequest): Promise<IssuedKey>;
  revoke(caller: TeamCaller, id: string, reason?: string, version?: ExpectedVersion): Promise<void>;
}

/** What this slice reads of keys by itself; changing them is the key service's. */
export interface TokenReads {
  find(id: string): Promise<Key | undefined>;
  list(filter: KeyFilter, page: PageRequest, now: Date): Promise<readonly Key[]>;
}

/** What revoking an abandoned service key needs to know of its tokens. */
export interface TokenLocks {
  /** Locked in order of ID until the unit of work ends. */
  lockUnrevokedOn(serviceKeyId: string): Promise<readonly Key[]>;
}

export function createTokenService(dependencies: {
  store: Pick<ServiceKeyStore, 'findForUpdate' | 'update'>;
  reads: TokenReads;
  keys: KeyService;
  issuer: TokenIssuer;
  policies: TeamPolicies;
  unitOfWork: UnitOfWork;
  clock: Clock;
  audit: AuditTrail;
  creations: Creations;
}): TokenService {
  const { store, reads, keys, issuer, policies } = dependencies;
  const { unitOfWork, clock, audit, creations } = dependencies;

  async function existing(caller: TeamCaller, id: string, operation: TokenOperation): Promise<Key> {
    const key = await reads.find(id);
    const ours = key?.family === 'token' && key.teamId === caller.principal.teamId;
    if (key === undefined || !ours) throw notFound('token');
    switch (tokenAccess(caller.principal, key, operation)) {
      case 'hidden':
        throw notFound('token');
      case 'not_permitted':
        requirePermission(caller, `service_key_tokens.${operation}`);
        break;
      default:
    }
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

  return {
    create: (caller, request) =>
      unitOfWork.run(async () => {
        const { teamId, keyId } = caller.principal;
        // Before the service key, as when a member leaves: the two would wait for each other.
        await keys.holdCreator(keyId);
        // Unassigning takes the same lock, so that it misses no token that is being made.
        const serviceKey = await store.findForUpdate(teamId, request.serviceKeyId);
        if (serviceKey === undefined) throw unknownReference('service key', '/service_key_id');
        const { serviceKeyId, acceptTerms: accepted, ...token } = request;
        const abandoned = await creations.replaceable(caller, 'token', request);
        for (const id of abandoned) await keys.revokeAbandoned(caller, id);
        const issued = await issuer.issue(caller, serviceKey, token);
        requireUnrevoked(serviceKey);
        if (serviceKey.terms === null) await acceptTerms(caller, serviceKeyId, accepted);
        await creations.remember(caller, 'token', request, issued.key.id);
        return issued;
      }),

    get: (caller, id) => existing(caller, id, 'read'),

    async list(caller, { serviceKeyId, kind, clientIds, state, unusedSince }, page) {
      const filter: KeyFilter = {
        family: 'token',
        teamId: caller.principal.teamId,
        ownerId: managesTokens(caller.principal) ? undefined : caller.principal.id,
        ownerKind: kind === undefined ? undefined : kind === 'shared' ? 'service_key' : 'member',
        serviceKeyId,
        clientIds,
        state,
        unusedSince,
      };
      return pageFrom(await reads.list(filter, page, clock.now()), page.size);
    },

    update: (caller, id, update, version) =>
      unitOfWork.run(async () => {
        const key = await existing(caller, id, 'update');
        return keys.update(caller, id, decideTokenUpdate(key, update), version);
      }),

    rotate: (caller, id, { overlap, delivery: wanted }) =>
      unitOfWork.run(async () => {
        const key = await existing(caller, id, 'rotate');
        const policy = await policies.policyOf(caller.principal.teamId);
        const unsaid = currentSecret(key).delivery;
        const delivery = await decideTokenDelivery(caller, key, wanted, policy, unsaid);
        return keys.rotate(caller, id, { overlapSeconds: overlapSecondsOf(overlap), delivery });
      }),

    revoke: (caller, id, reason, version) =>
      unitOfWork.run(async () => {
        await existing(caller, id, 'revoke');
        await keys.revoke(caller, id, reason ?? 'revoked', version);
      }),
  };
}

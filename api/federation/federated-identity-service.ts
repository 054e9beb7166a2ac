import type { AuditTrail } from '../domain/audit-trail';
import { abandonedButInUse } from '../creations/abandoned-failures';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound, unknownReference } from '../domain/failure';
import type { Ids } from '../domain/ids';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import { requireNoEscalation, type TeamCaller } from '../domain/principal';
import { isAsCreated, requireVersion, type ExpectedVersion } from '../domain/version';
import type { RoleDirectory } from '../roles/role-directory';
import type { FederationSettings } from './address-policy';
import {
  federatedIdentitySnapshot,
  type FederatedIdentity,
  type Trust,
} from './federated-identity';
import type {
  FederatedIdentityChange,
  FederatedIdentityFilter,
  FederatedIdentityStore,
} from './federated-identity-store';
import { trustFaults } from './trust-rules';

export interface NewFederatedIdentity extends Omit<Trust, 'audience'> {
  readonly serviceAccountId: string;
  readonly name: string;
  /** If absent, this Keyplane's own URL, which no token for another service contains. */
  readonly audience?: string | undefined;
  readonly enabled: boolean;
}

export type FederatedIdentityUpdate = {
  readonly [Field in keyof Trust | 'name' | 'enabled']?:
    (Trust & { name: string; enabled: boolean })[Field] | undefined;
};

export interface FederatedIdentityService {
  list(
    caller: TeamCaller,
    filter: FederatedIdentityFilter,
    page: PageRequest,
  ): Promise<Page<FederatedIdentity>>;
  find(caller: TeamCaller, id: string): Promise<FederatedIdentity>;
  /** @throws Failure `invalid_request` if the trust is unsafe, `role_escalation` */
  create(caller: TeamCaller, request: NewFederatedIdentity): Promise<FederatedIdentity>;
  /** @throws Failure `invalid_request` if the trust is unsafe, `role_escalation` */
  update(
    caller: TeamCaller,
    id: string,
    update: FederatedIdentityUpdate,
    expectedVersion?: ExpectedVersion,
  ): Promise<FederatedIdentity>;
  delete(caller: TeamCaller, id: string, expectedVersion?: ExpectedVersion): Promise<void>;
}

/** What this slice needs to know about service accounts. */
export interface AccountDirectory {
  find(teamId: string, id: string): Promise<TrustingAccount | undefined>;
  /** Locked until the unit of work ends, so it cannot be deleted meanwhile. */
  findForUpdate(teamId: string, id: string): Promise<TrustingAccount | undefined>;
}

interface TrustingAccount {
  readonly roles: readonly { readonly id: string }[];
}

export interface FederatedIdentityDependencies {
  readonly store: FederatedIdentityStore;
  readonly accounts: AccountDirectory;
  readonly roles: RoleDirectory;
  readonly settings: FederationSettings;
  /** This Keyplane's own URL. */
  readonly issuer: string;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly creations: Creations;
}

export function createFederatedIdentityService(
  dependencies: FederatedIdentityDependencies,
): FederatedIdentityService {
  const { store, accounts, roles, settings, issuer } = dependencies;
  const { unitOfWork, clock, ids, audit, creations } = dependencies;

  async function existing({ principal }: TeamCaller, id: string): Promise<FederatedIdentity> {
    const identity = await store.find(principal.teamId, id);
    if (identity === undefined) throw notFound('federated identity');
    return identity;
  }

  async function locked({ principal }: TeamCaller, id: string): Promise<FederatedIdentity> {
    const identity = await store.findForUpdate(principal.teamId, id);
    if (identity === undefined) throw notFound('federated identity');
    return identity;
  }

  /** A trusted token gets everything that the account's roles grant. */
  async function requireMayGrant(
    caller: TeamCaller,
    account: TrustingAccount | undefined,
    pointer: string,
  ): Promise<void> {
    const { teamId } = caller.principal;
    if (account === undefined) {
      throw unknownReference('service account', '/service_account_id');
    }
    const held = await roles.find(
      teamId,
      account.roles.map((role) => role.id),
    );
    requireNoEscalation(
      caller,
      held.flatMap((role) => role.permissions),
      () => pointer,
    );
  }

  async function erase(caller: TeamCaller, identity: FederatedIdentity): Promise<void> {
    await store.delete(identity.id);
    await creations.forget([identity.id]);
    await audit.record(caller, {
      action: 'federated_identity.deleted',
      target: { kind: 'federated_identity', id: identity.id },
      before: federatedIdentitySnapshot(identity),
    });
  }

  /** @throws Failure `abandoned_creation` if somebody has changed it */
  async function eraseAbandoned(caller: TeamCaller, id: string): Promise<void> {
    const abandoned = await store.findForUpdate(caller.principal.teamId, id);
    if (abandoned === undefined || !(await creations.lockUnrecorded([id])).has(id)) return;
    if (!isAsCreated(abandoned)) throw abandonedButInUse('federated_identity', id);
    await erase(caller, abandoned);
  }

  return {
    async list({ principal }, filter, page) {
      return pageFrom(await store.list(principal.teamId, filter, page), page.size);
    },

    find: existing,

    create: (caller, request) =>
      unitOfWork.run(async () => {
        const { enabled, audience = issuer, ...trust } = request;
        const body = { ...trust, audience };
        requireSound(body, settings);
        const { serviceAccountId } = request;
        const { teamId, id: createdBy } = caller.principal;
        const account = await accounts.findForUpdate(teamId, serviceAccountId);
        await requireMayGrant(caller, account, '/service_account_id');
        for (const id of await creations.replaceable(caller, 'federated_identity', request)) {
          await eraseAbandoned(caller, id);
        }
        const now = clock.now();
        const identity: FederatedIdentity = {
          ...body,
          id: ids.next('federated_identity'),
          teamId,
          disabledAt: enabled ? null : now,
          lastUsedAt: null,
          createdAt: now,
          createdBy,
          version: 1,
        };
        await store.insert(identity);
        await creations.remember(caller, 'federated_identity', request, identity.id);
        await audit.record(caller, {
          action: 'federated_identity.created',
          target: { kind: 'federated_identity', id: identity.id },
          after: federatedIdentitySnapshot(identity),
        });
        return identity;
      }),

    update: (caller, id, update, expectedVersion) =>
      unitOfWork.run(async () => {
        const identity = await locked(caller, id);
        requireVersion(identity.version, expectedVersion);
        const change = decideChange(identity, update, clock.now());
        if (Object.keys(change).length === 0) return identity;
        requireSound({ ...identity, ...change }, settings);
        const granting = grantingField(change);
        if (granting !== undefined) {
          const { teamId, serviceAccountId } = identity;
          const account = await accounts.find(teamId, serviceAccountId);
          await requireMayGrant(caller, account, granting);
        }
        await store.update(id, change);
        const updated = await existing(caller, id);
        await audit.record(caller, {
          action: 'federated_identity.updated',
          target: { kind: 'federated_identity', id },
          before: federatedIdentitySnapshot(identity),
          after: federatedIdentitySnapshot(updated),
        });
        return updated;
      }),

    delete: (caller, id, expectedVersion) =>
      unitOfWork.run(async () => {
        const identity = await locked(caller, id);
        requireVersion(identity.version, expectedVersion);
        await erase(caller, identity);
      }),
  };
}

function requireSound(trust: Trust, settings: FederationSettings): void {
  const errors = trustFaults(trust, settings);
  const [first] = errors;
  if (first !== undefined) throw new Failure('invalid_request', first.message, { errors });
}

/** Only the fields that differ. */
function decideChange(
  identity: FederatedIdentity,
  { claims, enabled, ...update }: FederatedIdentityUpdate,
  now: Date,
): FederatedIdentityChange {
  const changed = Object.entries(update).filter(
    ([field, value]) => value !== undefined && value !== identity[field as keyof typeof update],
  );
  return {
    ...(Object.fromEntries(changed) as FederatedIdentityChange),
    ...(claims !== undefined && !sameClaims(claims, identity.claims) && { claims }),
    ...(enabled !== undefined &&
      enabled !== (identity.disabledAt === null) && { disabledAt: enabled ? null : now }),
  };
}

function sameClaims(one: Trust['claims'], other: Trust['claims']): boolean {
  const sorted = (claims: Trust['claims']) => JSON.stringify(Object.entries(claims).sort());
  return sorted(one) === sorted(other);
}

/**
 * The changed field that may make Keyplane accept tokens that it refused before, if there is one. Only a
 * new name and disabling can never do that.
 */
function grantingField({
  name: _name,
  disabledAt,
  ...trust
}: FederatedIdentityChange): string | undefined {
  if (disabledAt === null) return '/enabled';
  const [field] = Object.keys(trust);
  return field && `/${field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

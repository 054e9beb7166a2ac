import type { Clock } from '../domain/clock';
import { Failure, unknownReference } from '../domain/failure';
import { requireNoEscalation, type TeamCaller } from '../domain/principal';
import { name, z } from '../http/wire';
import { defineKeyFamily } from '../keys/family/define-key-family';
import { newKeyFrom, newKeyShape } from '../keys/family/new-key-wire';
import { claimantShape } from '../keys/delivery/delivery-wire';
import { rotateKeyBody } from '../keys/key-wire';
import type { RoleDirectory } from '../roles/role-directory';
import { MAX_LIVE_KEYS, type ServiceAccount } from './service-account';
import { serviceAccountId } from './service-account-schemas';
import type { ServiceAccountStore } from './service-account-store';

interface Dependencies {
  readonly accounts: Pick<ServiceAccountStore, 'find' | 'findForUpdate'>;
  readonly roles: Pick<RoleDirectory, 'find'>;
  readonly reads: LiveKeys;
  readonly clock: Clock;
}

export interface LiveKeys {
  countLive(ownerIds: readonly string[], now: Date): Promise<ReadonlyMap<string, number>>;
}

/**
 * A working key of an account grants what the roles of the account grant. Every member of the team sees it.
 */
export const serviceAccountKeyFamily = defineKeyFamily({
  kind: 'service_account_key',
  schemaName: 'ServiceAccountKey',
  tag: 'Service account keys',
  idParameter: 'key_id',
  texts: {
    create: { summary: 'Create a key of a service account, and show its secret once' },
    list: { summary: 'List keys of service accounts, newest first' },
    get: {
      summary: 'Get a key of a service account',
      description: 'A revoked key is readable as a tombstone for 90 days.',
    },
    update: {
      summary: 'Rename, enable or disable a key of a service account, or move its expiry earlier',
    },
    rotate: {
      summary: 'Rotate a key of a service account, and show the new secret once',
      description:
        'The key keeps its ID, client ID, roles and expiry. Both secrets are valid during ' +
        '`overlap`.',
    },
    revoke: { summary: 'Revoke a key of a service account permanently' },
  },
  failures: {
    create: ['key_limit_reached', 'role_escalation'],
    update: ['role_escalation'],
    rotate: ['role_escalation'],
  },
  expiry: 'required',

  create: { service_account_id: serviceAccountId, name, ...newKeyShape, ...claimantShape },
  update: { name: name.optional() },
  filter: {
    service_account_id: serviceAccountId
      .optional()
      .openapi({ description: 'Only keys of this service account.' }),
  },
  sortedBy: 'name',
  answer: { service_account_id: serviceAccountId, name: z.string() },
  rotateBody: rotateKeyBody,
  examples: {
    create: {
      service_account_id: 'sa_01k9t3x0v6m8q2w4e5r7y9z1ab',
      name: 'deploy',
      expires_in: '90d',
    },
    update: { name: 'deploy' },
  },

  toRequest: (body) => ({
    serviceAccountId: body.service_account_id,
    name: body.name,
    ...newKeyFrom(body),
  }),
  toWire: ({ ownerId, name }) => ({ service_account_id: ownerId, name: name ?? '' }),

  listed: (_caller, { service_account_id: ownerId }) => ({ ownerId }),
  rules({ accounts, roles, reads, clock }: Dependencies) {
    const liveKeysOf = async (accountId: string) =>
      (await reads.countLive([accountId], clock.now())).get(accountId) ?? 0;

    async function requireMayGrant(
      caller: TeamCaller,
      account: ServiceAccount,
      pointer?: string,
    ): Promise<void> {
      const ids = account.roles.map((role) => role.id);
      const held = await roles.find(account.teamId, ids);
      requireNoEscalation(
        caller,
        held.flatMap((role) => role.permissions),
        pointer === undefined ? undefined : () => pointer,
      );
    }

    return {
      access: {
        isVisible: () => true,
        async requireMayUse(caller, key) {
          const account = await accounts.find(caller.principal.teamId, key.ownerId);
          if (account !== undefined) await requireMayGrant(caller, account);
        },
      },
      async ownerOf(caller, { serviceAccountId: id }) {
        // Requests that create keys for one account take turns here, so that two can never get the
        // tenth slot.
        const account = await accounts.findForUpdate(caller.principal.teamId, id);
        if (account === undefined) throw unknownReference('service account', '/service_account_id');
        await requireMayGrant(caller, account, '/service_account_id');
        return {
          owner: { ownerKind: 'service_account', ownerId: account.id },
          requireFreeSlot: async () => requireFreeSlot(account, await liveKeysOf(account.id)),
        };
      },
      freeSlots: async ({ serviceAccountId: id }) => MAX_LIVE_KEYS - (await liveKeysOf(id)),
    };
  },
});

function requireFreeSlot(account: ServiceAccount, live: number): void {
  if (live < MAX_LIVE_KEYS) return;
  const message =
    `The service account "${account.name}" already has ${live} keys that are neither ` +
    `expired nor revoked. The maximum is ${MAX_LIVE_KEYS}. Revoke a key, or rotate one ` +
    'instead of creating another.';
  throw new Failure('key_limit_reached', message, {
    errors: [{ pointer: '/service_account_id', code: 'key_limit_reached', message }],
  });
}

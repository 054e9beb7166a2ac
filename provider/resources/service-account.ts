import type { ServiceAccount } from '../client';
import { defineResource } from '../definitions/define';
import { bool, set, string } from '../terraform-plugin';
import {
  createdAt,
  createdBy,
  displayName,
  freeText,
  id,
  timeouts,
} from '../definitions/attributes';
import { rememberTeam } from '../definitions/acknowledge';
import { ruled } from '../definitions/field-rules';
import {
  gained,
  guardChange,
  guardDestroy,
  type Guard,
  lost,
  mayDelete,
} from './protection/guard-use';
import { importsById } from '../definitions/import-by-id';
import { judgeInDryRun, type Rehearsal } from '../definitions/judge-in-dry-run';
import { warnOfMembersOnlyRoles } from './protection/members-only-permissions';
import {
  type OwnProtection,
  protectionAttributes,
  protectionOf,
} from './protection/protection-attributes';
import { type Owned, sightOf } from './protection/sight';
import { disabling, losing, takenFrom } from './protection/threat';

export const serviceAccountResource = defineResource({
  name: 'keyplane_service_account',
  description:
    'An identity that depends on no member. It holds roles and up to 10 keys that are neither ' +
    'expired nor revoked. Destroying it revokes all its keys.',
  schema: ruled('/v1/service-accounts', {
    id: id('The ID of the service account.'),
    name: displayName('The name of the service account. Names need not be unique.'),
    description: freeText('What the service account is for.'),
    role_ids: set(string).optional({
      description:
        'The IDs of the roles of the service account. A change takes effect immediately for ' +
        'every key of the account.',
      default: [],
    }),
    enabled: bool.optional({
      description: 'Whether Keyplane accepts the keys of the service account. Defaults to `true`.',
      default: true,
    }),
    ...protectionAttributes,
    created_at: createdAt,
    created_by: createdBy,
  }),
  timeouts,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    return toModel(await client.serviceAccounts.create(toBody(plan), { signal }));
  },

  read(state, context) {
    const read = async () => {
      const { client, signal } = context;
      const account = await client.serviceAccounts.refresh(state.id, { signal });
      await rememberTeam(context);
      return { ...toModel(account), ...protectionOf(state) };
    };
    return sight.read(state, context, read, goneText(state.id));
  },

  update: (plan, state, context) =>
    sight.change(state, context, async () =>
      toModel(await context.client.serviceAccounts.update(state.id, toBody(plan), context)),
    ),

  async modifyPlan(request) {
    await guardChange(guard, request);
    const { priorState, plan, context } = request;
    const { name, role_ids: after } = plan.values;
    await warnOfMembersOnlyRoles({ name, before: priorState?.role_ids ?? null, after }, context);
    await judgeInDryRun(rehearsal, request);
  },

  async planDestroy(state, context) {
    await sight.requireOwnTeam(state, context);
    await guardDestroy(guard, state, context);
  },

  ...importsById({
    prefix: 'sa',
    read: (client, id, options) => client.serviceAccounts.refresh(id, options),
  }),

  async delete(state, context) {
    if (!(await mayDelete(guard, state, context))) return;
    await sight.remove(state, context, () =>
      context.client.serviceAccounts.remove(state.id, context),
    );
  },
});

const sight = sightOf(labelOf);

function labelOf({ id, name }: Owned & { readonly name: string | null }): string {
  return `Service account ${name ?? id}`;
}

interface AccountState extends OwnProtection {
  readonly id: string;
  readonly name: string | null;
  readonly role_ids: readonly string[] | null;
  readonly enabled: boolean | null;
}

interface PlannedAccount extends OwnProtection {
  readonly role_ids: unknown;
  readonly enabled: unknown;
}

const guard: Guard<AccountState, PlannedAccount> = {
  subjectOf: ({ id, name }) => ({
    family: '/v1/service-accounts',
    id,
    label: name === null ? 'Service account' : `Service account "${name}"`,
  }),
  isLive: ({ enabled }) => enabled !== false,
  threatsOf(state, planned) {
    const roles = lost(state.role_ids, planned.role_ids);
    return [
      ...disabling(state, planned),
      ...takenFrom(roles, {
        attribute: 'role_ids',
        what: losing(roles, 'role'),
        consequence: 'Its keys lose the permissions that only these roles granted',
        added: gained(state.role_ids, planned.role_ids),
        kept: (state.role_ids ?? []).filter((role) => !roles.includes(role)),
      }),
    ];
  },
};

interface AccountBody {
  readonly name: string;
  readonly description: string | null;
  readonly role_ids: readonly string[];
  readonly enabled: boolean;
}

const rehearsal: Rehearsal<AccountBody, AccountState> = {
  schema: () => serviceAccountResource.schema,
  collection: '/v1/service-accounts',
  createBody: toBody,
  updates: (plan) => [{ method: 'PATCH', body: toBody(plan) }],
  onCreation: ({ context }) => context.client.plannedKeys.addAccount(),
};

function toBody(plan: AccountBody) {
  const { name, description, enabled } = plan;
  return { name, description, role_ids: [...plan.role_ids], enabled };
}

function toModel(account: ServiceAccount) {
  const { id, name, description, role_ids, enabled, created_at, created_by } = account;
  return { id, name, description, role_ids, enabled, created_at, created_by };
}

function goneText(id: string): string {
  return (
    `Somebody deleted the service account ${id} outside Terraform, and with it all its ` +
    'keys. The plan creates it again; its keys will have new secrets.'
  );
}

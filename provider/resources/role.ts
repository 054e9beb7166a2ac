import type { Role } from '../client';
import { defineResource } from '../definitions/define';
import { set, string } from '../terraform-plugin';
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
import { guardChange, guardDestroy, type Guard, lost, mayDelete } from './protection/guard-use';
import { importsById } from '../definitions/import-by-id';
import { judgeInDryRun, type Rehearsal } from '../definitions/judge-in-dry-run';
import { warnOfMembersOnly } from './protection/members-only-permissions';
import { explainingOrder, type OrderOfDeletion } from './explain-order';
import {
  type OwnProtection,
  protectionAttributes,
  protectionOf,
} from './protection/protection-attributes';
import { deletedOutside, type Owned, sightOf } from './protection/sight';
import { losing, takenFrom } from './protection/threat';

export const roleResource = defineResource({
  name: 'keyplane_role',
  description:
    'A named set of permissions, which service accounts hold. A change takes effect ' +
    'immediately for every key of every service account with this role. You cannot grant a ' +
    'permission that you do not have.',
  schema: ruled('/v1/roles', {
    id: id('The ID of the role.'),
    name: displayName('The name of the role. Names need not be unique.'),
    description: freeText('What the role is for.'),
    permissions: set(string).required({
      description:
        "The permissions, as `<resource>.<action>`: Keyplane's own, such as " +
        '`service_accounts.read`, and those of your services, such as `reports.read`. A service ' +
        'account can never use `application_keys.*`: the plan warns about them.',
    }),
    ...protectionAttributes,
    created_at: createdAt,
    created_by: createdBy,
  }),
  timeouts,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    return toModel(await client.roles.create(toBody(plan), { signal }));
  },

  read(state, context) {
    const read = async () => {
      const { client, signal } = context;
      const role = await client.roles.refresh(state.id, { signal });
      await rememberTeam(context);
      return { ...toModel(role), ...protectionOf(state) };
    };
    return sight.read(state, context, read, deletedOutside('role', state.id));
  },

  update: (plan, state, context) =>
    sight.change(state, context, async () =>
      toModel(await context.client.roles.update(state.id, toBody(plan), context)),
    ),

  async modifyPlan(request) {
    await guardChange(guard, request);
    const { priorState, plan, context } = request;
    const { name, permissions: after } = plan.values;
    warnOfMembersOnly({ name, before: priorState?.permissions ?? null, after }, context);
    await judgeInDryRun(rehearsal, request);
  },

  async planDestroy(state, context) {
    await sight.requireOwnTeam(state, context);
    await guardDestroy(guard, state, context);
  },

  ...importsById({
    prefix: 'role',
    read: (client, id, options) => client.roles.refresh(id, options),
  }),

  async delete(state, context) {
    if (!(await mayDelete(guard, state, context))) return;
    await explainingOrder(order, () =>
      sight.remove(state, context, () => context.client.roles.remove(state.id, context)),
    );
  },
});

const sight = sightOf(labelOf);

function labelOf({ id, name }: Owned & { readonly name: string | null }): string {
  return `Role ${name ?? id}`;
}

interface PlannedRole {
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly string[];
}

const rehearsal: Rehearsal<PlannedRole, RoleState> = {
  schema: () => roleResource.schema,
  collection: '/v1/roles',
  createBody: toBody,
  updates: (plan) => [{ method: 'PATCH', body: toBody(plan) }],
};

function toBody({ name, description, permissions }: PlannedRole) {
  return { name, description, permissions: [...permissions] };
}

interface RoleState extends OwnProtection {
  readonly id: string;
  readonly name: string | null;
  readonly permissions: readonly string[] | null;
}

const guard: Guard<RoleState, OwnProtection & { readonly permissions: unknown }> = {
  subjectOf: ({ id, name }) => ({
    family: '/v1/roles',
    id,
    label: name === null ? 'Role' : `Role "${name}"`,
  }),
  threatsOf(state, planned) {
    const permissions = lost(state.permissions, planned.permissions);
    return takenFrom(permissions, {
      attribute: 'permissions',
      what: losing(permissions, 'permission'),
      consequence: 'Calls that need the lost permissions are refused from then on',
    });
  },
};

const order: OrderOfDeletion = {
  code: 'role_in_use',
  noun: 'role',
  users: 'service accounts',
};

function toModel(role: Role) {
  const { id, name, description, permissions, created_at, created_by } = role;
  return { id, name, description, permissions, created_at, created_by };
}

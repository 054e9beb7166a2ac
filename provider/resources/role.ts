import { type Role, isNotFound } from '../client';
import { defineResource } from '../definitions/define';
import { each, gone, matching, set, string } from '../framework';
import { createdAt, createdBy, displayName, freeText, id } from './attributes';
import { confirmOnce } from './confirm';

export const roleResource = defineResource({
  name: 'keyplane_role',
  description:
    'A named set of permissions, which service accounts hold. A change reaches every key of every ' +
    'service account that holds the role at once. You cannot grant a permission that you lack.',
  schema: {
    id: id('The ID of the role.'),
    name: displayName('The name of the role. Names need not be unique.'),
    description: freeText('What the role is for.'),
    permissions: set(string).required({
      description:
        "The permissions, as `<resource>.<action>`: Keyplane's own, such as " +
        '`service_accounts.read`, and those of your services, such as `reports.read`.',
      validators: [
        each(matching(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, 'a permission such as `reports.read`')),
      ],
    }),
    created_at: createdAt,
    created_by: createdBy,
  },

  async create(plan, { client, signal }) {
    const { name, description } = plan;
    const body = { name, description, permissions: [...plan.permissions] };
    return toModel(await client.roles.create(body, { signal }));
  },

  async read(state, context) {
    const { client, signal } = context;
    try {
      const role = await client.roles.get(state.id, { signal });
      await confirmOnce(role.id, context);
      return toModel(role);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return gone({
        summary: `Role ${state.name ?? state.id} is gone`,
        detail: `Somebody deleted the role ${state.id} outside Terraform. The plan creates it again.`,
      });
    }
  },

  async update(plan, state, { client, signal }) {
    const { name, description } = plan;
    const body = { name, description, permissions: [...plan.permissions] };
    return toModel(await client.roles.update(state.id, body, { signal }));
  },

  async delete(state, { client, signal }) {
    await client.roles.remove(state.id, { signal });
  },
});

function toModel(role: Role) {
  const { id, name, description, permissions, created_at, created_by } = role;
  return { id, name, description, permissions, created_at, created_by };
}

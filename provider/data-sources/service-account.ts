import type { ServiceAccount } from '../client';
import { defineDataSource } from '../definitions/define';
import { bool, exactlyOneOf, nestedList, number, set, string } from '../terraform-plugin';
import { findByIdOrName } from './find-one';

const attributes = {
  description: string.computed({ description: 'What the account is for.', nullable: true }),
  role_ids: set(string).computed({ description: 'The IDs of the roles that it holds.' }),
  enabled: bool.computed({ description: 'Whether its keys are accepted at all.' }),
  active_key_count: number.computed({ description: 'How many of its keys are active.' }),
  created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
  created_by: string.computed({ description: 'The ID of who created it.' }),
};

export const serviceAccountDataSource = defineDataSource({
  name: 'keyplane_service_account',
  description: 'A service account, by its ID or its name.',
  schema: {
    id: string.optionalComputed({ description: 'The ID of the service account.' }),
    name: string.optionalComputed({
      description: 'The name of the service account, which must be unique.',
    }),
    ...attributes,
  },
  validators: [exactlyOneOf('id', 'name')],
  async read(config, { client, signal }) {
    return toModel(
      await findByIdOrName('service account', config, {
        byId: (id) => client.serviceAccounts.get(id, { signal }),
        byName: (name) => client.serviceAccounts.list({ name }, { signal }),
      }),
    );
  },
});

export const serviceAccountsDataSource = defineDataSource({
  name: 'keyplane_service_accounts',
  description: "The team's service accounts.",
  schema: {
    name: string.optional({ description: 'Only service accounts of exactly this name.' }),
    service_accounts: nestedList({
      id: string.computed({ description: 'The ID of the service account.' }),
      name: string.computed({ description: 'The name of the service account.' }),
      ...attributes,
    }).computed({ description: 'The service accounts, oldest first.' }),
  },
  async read({ name }, { client, signal }) {
    const found = await client.serviceAccounts.list(name === null ? {} : { name }, { signal });
    return { service_accounts: found.map(toModel) };
  },
});

function toModel(account: ServiceAccount) {
  const { id, name, description, role_ids, enabled, active_key_count } = account;
  const { created_at, created_by } = account;
  return {
    ...{ id, name, description, role_ids, enabled, active_key_count },
    ...{ created_at, created_by },
  };
}

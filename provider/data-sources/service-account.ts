import type { ServiceAccount } from '../client';
import { bool, number, set, string } from '../terraform-plugin';
import { byName, defineFindable } from '../definitions/define-findable';

export const { one: serviceAccountDataSource, all: serviceAccountsDataSource } = defineFindable({
  noun: 'service account',
  descriptions: {
    one: 'A service account, found by its ID or its name.',
    all: 'The service accounts of the team.',
  },
  attributes: {
    description: string.computed({
      description: 'What the service account is for.',
      nullable: true,
    }),
    role_ids: set(string).computed({ description: 'The IDs of the roles of the service account.' }),
    enabled: bool.computed({
      description: 'Whether Keyplane accepts the keys of the service account.',
    }),
    active_key_count: number.computed({
      description: 'The number of active keys of the service account.',
    }),
    created_at: string.computed({
      description: 'When the service account was created, as an RFC 3339 time in UTC.',
    }),
    created_by: string.computed({
      description: 'The ID of the member or service account that created this service account.',
    }),
  },
  filters: byName('service accounts'),
  api: (client) => client.serviceAccounts,
  toModel,
});

function toModel(account: ServiceAccount) {
  const { id, name, description, role_ids, enabled, active_key_count } = account;
  const { created_at, created_by } = account;
  return {
    id,
    name,
    description,
    role_ids,
    enabled,
    active_key_count,
    created_at,
    created_by,
  };
}

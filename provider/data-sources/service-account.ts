import type { ServiceAccount } from '../client';
import { bool, number, set, string } from '../terraform-plugin';
import { byName, defineFindable } from './define-findable';

export const { one: serviceAccountDataSource, all: serviceAccountsDataSource } = defineFindable({
  noun: 'service account',
  descriptions: {
    one: 'A service account, by its ID or its name.',
    all: "The team's service accounts.",
  },
  attributes: {
    description: string.computed({ description: 'What the account is for.', nullable: true }),
    role_ids: set(string).computed({ description: 'The IDs of the roles that it holds.' }),
    enabled: bool.computed({ description: 'Whether its keys are accepted at all.' }),
    active_key_count: number.computed({ description: 'How many of its keys are active.' }),
    created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
    created_by: string.computed({ description: 'The ID of who created it.' }),
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

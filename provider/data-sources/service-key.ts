import type { ServiceKey } from '../client';
import { nestedList, oneOf, set, string } from '../terraform-plugin';
import { defineFindable } from './define-findable';

export const { one: serviceKeyDataSource, all: serviceKeysDataSource } = defineFindable({
  noun: 'service key',
  descriptions: {
    one: 'A service key, by its ID or its name, such as the free one of the team.',
    all: 'The service keys that the credentials may see.',
  },
  nameText: 'The name',
  attributes: {
    plan: string.computed({ description: '`free` or `paid`.' }),
    description: string.computed({ description: 'What it is for.', nullable: true }),
    member_ids: set(string).computed({ description: 'The members who may make personal tokens.' }),
    services: nestedList({
      service_id: string.computed({ description: 'The ID of the service.' }),
      billing_policy: string.computed({ description: '`free` or `pay_as_you_go`.' }),
      model_ids: set(string).computed({ description: 'The models that may be called.' }),
      wallet_id: string.computed({ description: 'The wallet that pays.', nullable: true }),
    }).computed({ description: 'The services that may be called.' }),
    created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
    created_by: string.computed({ description: 'The ID of who created it.' }),
  },
  filters: {
    schema: {
      plan: string.optional({
        description: 'Only keys of this plan.',
        validators: [oneOf('free', 'paid')],
      }),
    },
    toQuery: ({ plan }) =>
      plan === null ? {} : ({ plan: plan === 'free' ? 'free' : 'paid' } as const),
  },
  api: (client) => client.serviceKeys,
  toModel,
});

function toModel(key: ServiceKey) {
  const { id, plan, name, description, member_ids, services, created_at, created_by } = key;
  return { id, plan, name, description, member_ids, services, created_at, created_by };
}

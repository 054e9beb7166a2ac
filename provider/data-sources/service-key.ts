import type { ServiceKey } from '../client';
import { nestedList, oneOf, set, string } from '../terraform-plugin';
import { defineFindable } from '../definitions/define-findable';

export const { one: serviceKeyDataSource, all: serviceKeysDataSource } = defineFindable({
  noun: 'service key',
  descriptions: {
    one: 'A service key, found by its ID or its name, such as the free service key of the team.',
    all: "The service keys that the provider's credentials can see.",
  },
  nameText: 'The name',
  attributes: {
    plan: string.computed({ description: 'The plan of the service key: `free` or `paid`.' }),
    description: string.computed({ description: 'What the service key is for.', nullable: true }),
    member_ids: set(string).computed({
      description: 'The IDs of the members who may create personal tokens.',
    }),
    services: nestedList({
      service_id: string.computed({ description: 'The ID of the service.' }),
      billing_policy: string.computed({
        description: 'How calls of the service are paid for: `free` or `pay_as_you_go`.',
      }),
      model_ids: set(string).computed({ description: 'The IDs of the models that may be called.' }),
      wallet_id: string.computed({
        description: 'The ID of the wallet that pays.',
        nullable: true,
      }),
    }).computed({ description: 'The services that may be called.' }),
    created_at: string.computed({
      description: 'When the service key was created, as an RFC 3339 time in UTC.',
    }),
    created_by: string.computed({
      description: 'The ID of the member or service account that created the service key.',
    }),
  },
  filters: {
    schema: {
      plan: string.optional({
        description: 'Returns only service keys with this plan.',
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

import type { ServiceKey } from '../client';
import { defineDataSource } from '../definitions/define';
import { exactlyOneOf, nestedList, oneOf, set, string } from '../terraform-plugin';
import { findByIdOrName } from './find-one';

const attributes = {
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
};

export const serviceKeyDataSource = defineDataSource({
  name: 'keyplane_service_key',
  description: 'A service key, by its ID or its name, such as the free one of the team.',
  schema: {
    id: string.optionalComputed({ description: 'The ID of the service key.' }),
    name: string.optionalComputed({ description: 'The name, which must be unique.' }),
    ...attributes,
  },
  validators: [exactlyOneOf('id', 'name')],
  async read(config, { client, signal }) {
    return toModel(
      await findByIdOrName('service key', config, {
        byId: (id) => client.serviceKeys.get(id, { signal }),
        byName: (name) => client.serviceKeys.list({ name }, { signal }),
      }),
    );
  },
});

export const serviceKeysDataSource = defineDataSource({
  name: 'keyplane_service_keys',
  description: 'The service keys that the credentials may see.',
  schema: {
    plan: string.optional({
      description: 'Only keys of this plan.',
      validators: [oneOf('free', 'paid')],
    }),
    service_keys: nestedList({
      id: string.computed({ description: 'The ID of the service key.' }),
      name: string.computed({ description: 'The name.' }),
      ...attributes,
    }).computed({ description: 'The service keys, oldest first.' }),
  },
  async read({ plan }, { client, signal }) {
    const filter = plan === null ? {} : ({ plan: plan === 'free' ? 'free' : 'paid' } as const);
    const keys = await client.serviceKeys.list(filter, { signal });
    return { service_keys: keys.map(toModel) };
  },
});

function toModel(key: ServiceKey) {
  const { id, plan, name, description, member_ids, services, created_at, created_by } = key;
  return { id, plan, name, description, member_ids, services, created_at, created_by };
}

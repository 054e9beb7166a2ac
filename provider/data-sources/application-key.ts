import type { ApplicationKey } from '../client';
import { defineDataSource } from '../definitions/define';
import { nestedList, string } from '../terraform-plugin';
import { keyAttributes, keyFacts, keyFilter, keyFilters } from './key-attributes';

const attributes = {
  description: string.computed({ description: 'What the application key is for.', nullable: true }),
  member_id: string.computed({ description: 'The ID of the member who owns the application key.' }),
  ...keyAttributes,
};

export const applicationKeyDataSource = defineDataSource({
  name: 'keyplane_application_key',
  description: 'One of your application keys, found by its ID. Its secret cannot be read.',
  schema: { id: string.required({ description: 'The ID of the key.' }), ...attributes },
  async read({ id }, { client, signal }) {
    return toModel(await client.applicationKeys.get(id, { signal }));
  },
});

export const applicationKeysDataSource = defineDataSource({
  name: 'keyplane_application_keys',
  description: 'The application keys of the member whose credentials the provider uses.',
  schema: {
    ...keyFilters,
    keys: nestedList({
      id: string.computed({ description: 'The ID of the key.' }),
      ...attributes,
    }).computed({ description: 'The application keys, oldest first.' }),
  },
  async read(config, { client, signal }) {
    const keys = await client.applicationKeys.list(keyFilter(config), { signal });
    return { keys: keys.map(toModel) };
  },
});

function toModel(key: ApplicationKey) {
  return { ...keyFacts(key), description: key.description, member_id: key.member_id };
}

import type { ServiceAccountKey } from '../client';
import { defineDataSource } from '../definitions/define';
import { nestedList, string } from '../terraform-plugin';
import { keyAttributes, keyFacts, keyFilter, keyFilters } from './key-attributes';

const attributes = {
  name: string.computed({ description: 'The name of the service account key.' }),
  ...keyAttributes,
};

export const serviceAccountKeyDataSource = defineDataSource({
  name: 'keyplane_service_account_key',
  description: 'A key of a service account, found by its ID. Its secret cannot be read.',
  schema: {
    id: string.required({ description: 'The ID of the key.' }),
    service_account_id: string.computed({
      description: 'The ID of the service account that the key belongs to.',
    }),
    ...attributes,
  },
  async read({ id }, { client, signal }) {
    return toModel(await client.serviceAccountKeys.get(id, { signal }));
  },
});

export const serviceAccountKeysDataSource = defineDataSource({
  name: 'keyplane_service_account_keys',
  description: 'Keys of service accounts, for example those that were not used for a long time.',
  schema: {
    service_account_id: string.optional({
      description: 'Returns only keys of the service account with this ID.',
    }),
    ...keyFilters,
    keys: nestedList({
      id: string.computed({ description: 'The ID of the key.' }),
      service_account_id: string.computed({
        description: 'The ID of the service account that the key belongs to.',
      }),
      ...attributes,
    }).computed({ description: 'The service account keys, oldest first.' }),
  },
  async read(config, { client, signal }) {
    const { service_account_id } = config;
    const filter = {
      ...keyFilter(config),
      ...(service_account_id === null ? {} : { service_account_id }),
    };
    const keys = await client.serviceAccountKeys.list(filter, { signal });
    return { keys: keys.map(toModel) };
  },
});

function toModel(key: ServiceAccountKey) {
  return { ...keyFacts(key), service_account_id: key.service_account_id, name: key.name };
}

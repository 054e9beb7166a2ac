import type { ServiceKeyToken } from '../client';
import { defineDataSource } from '../definitions/define';
import { nestedList, string } from '../terraform-plugin';
import { keyAttributes, keyFacts, keyFilter, keyFilters } from './key-attributes';

const attributes = {
  service_key_id: string.computed({
    description: 'The ID of the service key that the token belongs to.',
  }),
  kind: string.computed({ description: 'The kind of token: `personal` or `shared`.' }),
  member_id: string.computed({
    description: 'The ID of the member who owns the token. Null for a shared token.',
    nullable: true,
  }),
  name: string.computed({ description: 'The name of the token.', nullable: true }),
  ...keyAttributes,
};

export const serviceKeyTokenDataSource = defineDataSource({
  name: 'keyplane_service_key_token',
  description: 'A token of a service key, found by its ID. Its secret cannot be read.',
  schema: { id: string.required({ description: 'The ID of the token.' }), ...attributes },
  async read({ id }, { client, signal }) {
    return toModel(await client.serviceKeyTokens.get(id, { signal }));
  },
});

export const serviceKeyTokensDataSource = defineDataSource({
  name: 'keyplane_service_key_tokens',
  description: 'Tokens of service keys, for example those that were not used for a long time.',
  schema: {
    service_key_id: string.optional({
      description: 'Returns only tokens of the service key with this ID.',
    }),
    ...keyFilters,
    tokens: nestedList({
      id: string.computed({ description: 'The ID of the token.' }),
      ...attributes,
    }).computed({ description: 'The tokens, oldest first.' }),
  },
  async read(config, { client, signal }) {
    const { service_key_id } = config;
    const filter = {
      ...keyFilter(config),
      ...(service_key_id === null ? {} : { service_key_id }),
    };
    const tokens = await client.serviceKeyTokens.list(filter, { signal });
    return { tokens: tokens.map(toModel) };
  },
});

function toModel(token: ServiceKeyToken) {
  const { service_key_id, kind, member_id, name } = token;
  return { ...keyFacts(token), service_key_id, kind, member_id, name };
}

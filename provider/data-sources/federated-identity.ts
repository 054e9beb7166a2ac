import type { FederatedIdentity } from '../client';
import { defineDataSource } from '../definitions/define';
import { bool, exactlyOneOf, map, nestedList, string } from '../terraform-plugin';
import { findByIdOrName } from './find-one';

const attributes = {
  service_account_id: string.computed({ description: 'The service account that is acted for.' }),
  issuer: string.computed({ description: 'The issuer whose tokens are trusted.' }),
  audience: string.computed({ description: 'What its tokens must name in `aud`.' }),
  subject_pattern: string.computed({
    description: 'What its tokens must name in `sub`; null: the claims alone decide.',
    nullable: true,
  }),
  claims: map(string).computed({ description: 'Further claims and their exact values.' }),
  allow_pull_requests: bool.computed({ description: 'Whether pull requests are trusted.' }),
  replay_protection: bool.computed({ description: 'Whether each token works once only.' }),
  enabled: bool.computed({ description: 'Whether anybody is trusted at all.' }),
  last_used_at: string.computed({
    description: 'When a token was last exchanged, RFC 3339 in UTC; null: never.',
    nullable: true,
  }),
  created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
  created_by: string.computed({ description: 'The ID of who created it.' }),
};

export const federatedIdentityDataSource = defineDataSource({
  name: 'keyplane_federated_identity',
  description: 'A federated identity, by its ID or its name.',
  schema: {
    id: string.optionalComputed({ description: 'The ID of the federated identity.' }),
    name: string.optionalComputed({
      description: 'The name of the federated identity, which must be unique.',
    }),
    ...attributes,
  },
  validators: [exactlyOneOf('id', 'name')],
  async read(config, { client, signal }) {
    return toModel(
      await findByIdOrName('federated identity', config, {
        byId: (id) => client.federatedIdentities.get(id, { signal }),
        byName: (name) => client.federatedIdentities.list({ name }, { signal }),
      }),
    );
  },
});

export const federatedIdentitiesDataSource = defineDataSource({
  name: 'keyplane_federated_identities',
  description: "The outside identities that the team's service accounts trust.",
  schema: {
    service_account_id: string.optional({ description: 'Only those of this service account.' }),
    federated_identities: nestedList({
      id: string.computed({ description: 'The ID of the federated identity.' }),
      name: string.computed({ description: 'The name of the federated identity.' }),
      ...attributes,
    }).computed({ description: 'The federated identities, oldest first.' }),
  },
  async read({ service_account_id }, { client, signal }) {
    const filter = service_account_id === null ? {} : { service_account_id };
    const found = await client.federatedIdentities.list(filter, { signal });
    return { federated_identities: found.map(toModel) };
  },
});

function toModel({ claims, ...identity }: FederatedIdentity) {
  return { ...identity, claims: { ...claims } };
}

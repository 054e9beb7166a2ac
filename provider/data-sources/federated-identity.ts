import type { FederatedIdentity } from '../client';
import { bool, map, string } from '../terraform-plugin';
import { defineFindable } from '../definitions/define-findable';

export const { one: federatedIdentityDataSource, all: federatedIdentitiesDataSource } =
  defineFindable({
    noun: 'federated identity',
    plural: 'federated identities',
    descriptions: {
      one: 'A federated identity, found by its ID or its name.',
      all: 'The federated identities that the service accounts of the team trust.',
    },
    attributes: {
      service_account_id: string.computed({
        description: 'The ID of the service account that the tokens act for.',
      }),
      issuer: string.computed({ description: 'The issuer whose tokens are trusted.' }),
      audience: string.computed({
        description: 'The audience that the tokens must name in `aud`.',
      }),
      subject_pattern: string.computed({
        description:
          'The subject that the tokens must name in `sub`. Null if the claims alone decide.',
        nullable: true,
      }),
      claims: map(string).computed({
        description: 'Further claims that the tokens must have, with their exact values.',
      }),
      allow_pull_requests: bool.computed({
        description: 'Whether tokens of pull requests are trusted.',
      }),
      replay_protection: bool.computed({ description: 'Whether each token works only once.' }),
      enabled: bool.computed({ description: 'Whether the federated identity accepts tokens.' }),
      last_used_at: string.computed({
        description:
          'When a token was last exchanged, as an RFC 3339 time in UTC. Null if none ever was.',
        nullable: true,
      }),
      created_at: string.computed({
        description: 'When the federated identity was created, as an RFC 3339 time in UTC.',
      }),
      created_by: string.computed({
        description: 'The ID of the member or service account that created the federated identity.',
      }),
    },
    filters: {
      schema: {
        service_account_id: string.optional({
          description: 'Returns only federated identities of the service account with this ID.',
        }),
      },
      toQuery: ({ service_account_id }) =>
        service_account_id === null ? {} : { service_account_id },
    },
    api: (client) => client.federatedIdentities,
    toModel,
  });

function toModel({ claims, ...identity }: FederatedIdentity) {
  return { ...identity, claims: { ...claims } };
}

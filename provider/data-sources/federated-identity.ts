import type { FederatedIdentity } from '../client';
import { bool, map, string } from '../terraform-plugin';
import { defineFindable } from './define-findable';

export const { one: federatedIdentityDataSource, all: federatedIdentitiesDataSource } =
  defineFindable({
    noun: 'federated identity',
    plural: 'federated identities',
    descriptions: {
      one: 'A federated identity, by its ID or its name.',
      all: "The outside identities that the team's service accounts trust.",
    },
    attributes: {
      service_account_id: string.computed({
        description: 'The service account that is acted for.',
      }),
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
    },
    filters: {
      schema: {
        service_account_id: string.optional({ description: 'Only those of this service account.' }),
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

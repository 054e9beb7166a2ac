/**
 * The families that are created, read, changed, removed and listed alike, each under its name in the
 * client. Types, the client's methods and the rules of a create follow from this table.
 */
export const COLLECTIONS = {
  applicationKeys: '/v1/application-keys',
  federatedIdentities: '/v1/federated-identities',
  groups: '/v1/groups',
  members: '/v1/members',
  roles: '/v1/roles',
  serviceAccountKeys: '/v1/service-account-keys',
  serviceAccounts: '/v1/service-accounts',
  serviceKeyTokens: '/v1/service-key-tokens',
  serviceKeys: '/v1/service-keys',
  teamPolicies: '/v1/team-policies',
  wallets: '/v1/wallets',
} as const;

export type CollectionName = keyof typeof COLLECTIONS;
/** As in `/v1/roles`. */
export type Collection = (typeof COLLECTIONS)[CollectionName];

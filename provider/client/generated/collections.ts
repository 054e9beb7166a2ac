/**
 * Generated from the API's document: the collections whose objects a resource can create, read,
 * change and delete. To write it again, run `npm run generate`.
 */
export const COLLECTIONS = {
  applicationKeys: { path: '/v1/application-keys', prefix: 'ak' },
  federatedIdentities: { path: '/v1/federated-identities', prefix: 'fid' },
  groups: { path: '/v1/groups', prefix: 'grp' },
  members: { path: '/v1/members', prefix: 'mem' },
  roles: { path: '/v1/roles', prefix: 'role' },
  serviceAccountKeys: { path: '/v1/service-account-keys', prefix: 'sak' },
  serviceAccounts: { path: '/v1/service-accounts', prefix: 'sa' },
  serviceKeyTokens: { path: '/v1/service-key-tokens', prefix: 'tok' },
  serviceKeys: { path: '/v1/service-keys', prefix: 'svk' },
  teamPolicies: { path: '/v1/team-policies', prefix: 'team' },
  wallets: { path: '/v1/wallets', prefix: 'wal' },
} as const;

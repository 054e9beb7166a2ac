import type { KeyplanePermission } from '../domain/permission';

export const PERMISSION_DESCRIPTIONS: Readonly<Record<KeyplanePermission, string>> = {
  'teams.read': 'Read your own team.',
  'teams.update': 'Rename your own team, and change its policies for keys.',
  'members.read': 'List the members of the team.',
  'members.create': 'Invite members, and invite them again.',
  'members.update':
    'Change the names and team roles of members. Only an owner can change an owner.',
  'members.delete': 'Remove other members from the team. All members may remove themselves.',
  'roles.read': 'Read roles.',
  'roles.create': 'Create roles that contain only permissions that you have.',
  'roles.update': 'Change roles, and add only permissions that you have.',
  'roles.delete': 'Delete roles that no service account has.',
  'groups.read': 'Read groups, their members and their subscriptions.',
  'groups.create': 'Create groups.',
  'groups.update': 'Change groups, their members and their subscriptions.',
  'groups.delete': 'Delete groups.',
  'application_keys.read': 'Read your own application keys.',
  'application_keys.create': 'Create application keys for yourself.',
  'application_keys.update': 'Change, enable or disable your own application keys.',
  'application_keys.rotate': 'Rotate your own application keys.',
  'application_keys.claim': 'Fetch the kept secret of your own application key.',
  'application_keys.revoke': 'Revoke your own application keys.',
  'service_accounts.read': 'Read service accounts and their roles.',
  'service_accounts.create': 'Create service accounts.',
  'service_accounts.update': 'Change, enable or disable service accounts, and change their roles.',
  'service_accounts.delete': 'Delete service accounts with all their keys.',
  'service_account_keys.read': 'Read keys of service accounts, but not their secrets.',
  'service_account_keys.create': 'Create keys of service accounts.',
  'service_account_keys.update': 'Change, enable or disable keys of service accounts.',
  'service_account_keys.rotate': 'Rotate keys of service accounts.',
  'service_account_keys.claim':
    'Fetch the kept secret of a service account key, if you created the secret or are its ' +
    'named claimant.',
  'service_account_keys.revoke': 'Revoke keys of service accounts.',
  'federated_identities.read': 'Read the outside identities that service accounts trust.',
  'federated_identities.create': 'Let a service account trust an outside identity.',
  'federated_identities.update': 'Change, enable and disable federated identities.',
  'federated_identities.delete': 'Stop trusting an outside identity.',
  'service_keys.read':
    'Read service keys. Members with the role user see only the service keys that they are ' +
    'assigned to.',
  'service_keys.create': 'Create paid service keys.',
  'service_keys.update': 'Rename service keys, assign members to them and enable services.',
  'service_keys.revoke': 'Revoke paid service keys with all their tokens.',
  'service_key_tokens.read': 'Read your own personal tokens, but not their secrets.',
  'service_key_tokens.create': 'Create personal tokens of service keys that you are assigned to.',
  'service_key_tokens.update': 'Change, enable or disable your own personal tokens.',
  'service_key_tokens.rotate': 'Rotate your own personal tokens.',
  'service_key_tokens.claim':
    'Fetch the kept secret of a service key token, if you own the token, created the ' +
    'secret or are its named claimant.',
  'service_key_tokens.revoke': 'Revoke your own personal tokens.',
  'service_key_tokens.manage':
    'Create shared tokens. Extends the other token permissions to shared tokens and to ' +
    'tokens of other members.',
  'wallets.read': 'Read wallets, their balances and their ledgers.',
  'wallets.create': 'Create empty wallets.',
  'wallets.update': 'Rename wallets.',
  'wallets.delete': 'Delete wallets that are empty and that no service key pays from.',
  'keys.verify': 'Ask whether a key of the team is valid, and for what.',
  'audit_events.read': 'Read the audit trail of the team.',
};

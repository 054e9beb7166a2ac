/** What the operations of each tag are about. A tag without a sentence fails the generation of the document. */
const TAG_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'Application keys': 'Keys of members, which act with the permissions of their member.',
  Audit: 'The record of changes and refused attempts.',
  Catalog: 'The services and models that service keys can call, and what they cost.',
  Charges: 'Money that a verified call reserved: settle, release or reverse it.',
  Creations: 'What Terraform runs created, and the runs themselves.',
  'Dry runs': 'Judges creates, changes and replacements without carrying them out.',
  'Federated identities':
    'Outside OIDC issuers that a service account trusts, such as those of CI pipelines.',
  Groups: 'Groups of members that subscribe to alerts.',
  Identity: 'Who the caller is and what it may do.',
  Keys: 'Fetch a secret that was kept sealed for its claimant.',
  Leaks: 'Revoke keys whose secrets have leaked, and recognize such secrets.',
  Members: 'The people of a team, their roles and their invitations.',
  Notifications: 'The notifications of a member in Keyplane.',
  'OAuth 2.0':
    'Access tokens: issue, introspect and revoke them, and read the metadata of the server.',
  Operator: 'What only the operator of this installation may do.',
  Permissions: 'The permissions of Keyplane and what each allows.',
  Roles: 'Named sets of permissions for service accounts.',
  'Service account keys': 'Keys of service accounts: create, rotate, disable and revoke them.',
  'Service accounts': 'Accounts of programs, with roles and keys of their own.',
  'Service key tokens': 'The secrets that call services by a service key, personal or shared.',
  'Service keys': 'Which services a team may call, who may call them and which wallet pays.',
  'Sign-up': 'Founds a team without an invitation, if the operator allows it.',
  Team: 'The team of the caller and its policies.',
  Usage: 'How often which caller used which key.',
  Verification: 'Answers whether a key is valid and may do what it asks for.',
  Verifiers: 'The service accounts that may verify the keys of every team.',
  Wallets: 'The money of a team, and the ledger of what moved it.',
};

export function describeTag(name: string): string {
  const description = TAG_DESCRIPTIONS[name];
  if (description === undefined) throw new Error(`The tag ${name} has no description.`);
  return description;
}

/** What the operations of each tag are about. A tag without a sentence fails the generation of the document. */
const TAG_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'Application keys': 'Keys of members. A key acts with the permissions of its member.',
  Audit: 'The record of changes and refused attempts.',
  Catalog: 'The services and models that service keys can call, and what they cost.',
  Charges: 'Money that a verified call reserved: settle, release or reverse it.',
  Creations: 'What Terraform runs created, and the runs themselves.',
  'Dry runs': 'Judges creates, changes and replacements without carrying them out.',
  'Federated identities':
    'Outside OIDC issuers that a service account trusts, such as those of CI pipelines.',
  Groups: 'Groups of members that subscribe to alerts.',
  Identity: 'Shows the caller and its permissions.',
  Keys: 'Fetches secrets that were kept sealed for their claimants.',
  Leaks: 'Revokes keys whose secrets have leaked, and says how to recognize secrets.',
  Members: 'The people of a team, their roles and their invitations.',
  Notifications: 'Notifications of a member in Keyplane.',
  'OAuth 2.0':
    'Issues, introspects and revokes access tokens, and shows the metadata of the server.',
  Operator: 'Endpoints for the operator of this installation.',
  Permissions: 'The permissions of Keyplane and what each allows.',
  Roles: 'Named sets of permissions for service accounts.',
  'Service account keys': 'Keys of service accounts: create, rotate, disable and revoke them.',
  'Service accounts': 'Accounts of programs, with roles and keys of their own.',
  'Service key tokens': 'Secrets that call services with a service key, personal or shared.',
  'Service keys':
    'Service keys say which services a team may call, who may call them and which wallet pays.',
  'Sign-up': 'Creates a team without an invitation, if the operator allows it.',
  Team: 'The team of the caller and its policies.',
  Usage: 'Which callers used which keys, and how often.',
  Verification: 'Answers whether a key is valid and may do what is asked.',
  Verifiers: 'The service accounts that may verify the keys of every team.',
  Wallets: 'Money of a team, and the ledger of its movements.',
};

export function describeTag(name: string): string {
  const description = TAG_DESCRIPTIONS[name];
  if (description === undefined) throw new Error(`The tag ${name} has no description.`);
  return description;
}

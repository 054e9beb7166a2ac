import { CREATED_KINDS, KINDS } from '../domain/kinds';

/** The tags of the kinds that a run creates: `Service accounts`. */
const OF_KINDS = CREATED_KINDS.map((kind): [tag: string, description: string] => {
  const { plural, about } = KINDS[kind];
  const words = plural.replaceAll('_', ' ');
  return [words.charAt(0).toUpperCase() + words.slice(1), about];
});

/** What the operations of each tag are about. A tag without a sentence fails the generation of the document. */
const TAG_DESCRIPTIONS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(OF_KINDS),
  Audit: 'The record of changes and refused attempts.',
  Catalog: 'The services and models that service keys can call, and what they cost.',
  Charges: 'Settles, releases or reverses charges, which reserve money for verified calls.',
  Creations: 'What Terraform runs created, and the runs themselves.',
  'Dry runs':
    'Checks whether creates, changes and replacements would be accepted, without carrying them ' +
    'out.',
  Identity: 'Shows the caller and its permissions.',
  Keys: 'Fetches secrets that were kept sealed for their claimants.',
  Leaks: 'Revokes keys whose secrets have leaked, and says how to recognize secrets.',
  Notifications: 'The notifications that a member gets in Keyplane.',
  'OAuth 2.0':
    'Issues, introspects and revokes access tokens, and shows the metadata of the server.',
  Operator: 'Endpoints for the operator of this installation.',
  Permissions: 'The permissions of Keyplane and what each allows.',
  Sessions: 'The sessions of the caller in the console.',
  'Sign-in': 'Signing in to the console and out of it.',
  'Sign-up': 'Creates a team without an invitation, if the operator allows it.',
  Team: 'The team of the caller and its policies.',
  Usage: 'Which callers used which keys, and how often.',
  Verification: 'Answers whether a key is valid and may do what is asked.',
  Verifiers: 'The service accounts that may verify the keys of every team.',
};

export function describeTag(name: string): string {
  const description = TAG_DESCRIPTIONS[name];
  if (description === undefined) throw new Error(`The tag ${name} has no description.`);
  return description;
}

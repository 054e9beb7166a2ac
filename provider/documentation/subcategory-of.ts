import type { PageName } from '../terraform-plugin/docs';

/** The menu of the registry, with the names of its pages without `keyplane_` and plural. */
const SUBCATEGORIES: Readonly<Record<string, readonly string[]>> = {
  'Keys and secrets': [
    'access_token',
    'application_key',
    'key_secret',
    'parse_secret',
    'service_account_key',
  ],
  'Service accounts': ['federated_identity', 'role', 'service_account', 'whoami'],
  Services: ['cost_estimate', 'service', 'service_key', 'service_key_token', 'terms', 'wallet'],
  Team: ['group', 'member', 'team_policy'],
};

/** @throws Error if no part of the menu has the page */
export function subcategoryOf({ name }: PageName): string {
  const plain = name.replace(/^keyplane_/, '');
  const found = Object.entries(SUBCATEGORIES).find(([, names]) =>
    names.some((each) => plain === each || plain === pluralOf(each)),
  );
  if (found === undefined) {
    throw new Error(`No subcategory has ${name}. Add it in documentation/subcategory-of.ts.`);
  }
  return found[0];
}

function pluralOf(name: string): string {
  return `${name.replace(/y$/, name.endsWith('key') ? 'y' : 'ie')}s`;
}

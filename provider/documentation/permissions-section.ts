import type { PageName, PageSection } from '../terraform-plugin/docs';
import { callsOf } from './page-calls';

/** The part of the API's document that says who may call an operation. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, JudgedOperation>>>>;
  /** The team roles that have each permission, from the highest to the lowest. */
  readonly 'x-team-roles': Readonly<Record<string, readonly string[]>>;
}

interface JudgedOperation {
  readonly 'x-permission'?: string;
  /** The service asks for these itself. Without `x-permission`, the caller needs one of them. */
  readonly 'x-judged-permissions'?: readonly string[];
}

/** Further requirements besides permissions, by the kind and name of the page. */
export const NOTES: Readonly<Record<string, string>> = {
  'resource keyplane_application_key':
    'Only a member can have an application key, so the credentials must be those of a member.',
  'resource keyplane_federated_identity':
    'You also need every permission that the roles of the service account grant.',
  'resource keyplane_member':
    'Only an owner can invite, change or remove an owner. Members may remove themselves without ' +
    'the permission. You cannot invite a member with permissions that you do not have.',
  'resource keyplane_role': 'You also need every permission that the role grants.',
  'resource keyplane_service_account':
    'You also need every permission that the roles of the service account grant.',
  'resource keyplane_service_account_key':
    'You also need every permission that the roles of the service account grant.',
  'resource keyplane_service_key_token':
    'For shared tokens and for tokens of other members, you also need `service_key_tokens.manage`.',
  'ephemeral-resource keyplane_key_secret':
    'Which permission you need depends on the kind of key. You must also have created or rotated ' +
    'the key, or be its `claimant_id`, and have every permission that the key has. Only its member ' +
    'can claim the secret of a personal token.',
};

/** The permissions that the credentials of the provider need, from the API's own document. */
export function permissionsSection(page: PageName, document: ApiDocument): readonly PageSection[] {
  if (page.kind === 'function') return [];
  const rows = callsOf(page).map(({ to, operation }) => ({
    to,
    permissions: permissionsFor(operation, document),
  }));
  const needed = rows.filter(({ permissions }) => permissions.length > 0);
  const note = NOTES[`${page.kind} ${page.name}`];
  const text = [
    needed.length === 0
      ? 'The credentials of the provider need no permission.'
      : `The credentials of the provider need these permissions:\n\n${tableOf(needed, document)}`,
    ...(note === undefined ? [] : [note]),
  ];
  return [{ title: 'Permissions', text: text.join('\n\n') }];
}

function tableOf(
  rows: readonly { readonly to: string; readonly permissions: readonly string[] }[],
  document: ApiDocument,
): string {
  const lines = rows.flatMap(({ to, permissions }) =>
    permissions.map(
      (each, at) => `| ${at === 0 ? to : 'or'} | \`${each}\` | ${holdersOf(each, document)} |`,
    ),
  );
  return ['| to | permission | members who have it |', '| --- | --- | --- |', ...lines].join('\n');
}

/** @throws Error if the API has no such permission */
function holdersOf(permission: string, { 'x-team-roles': roles }: ApiDocument): string {
  const found = roles[permission];
  if (found === undefined) throw new Error(`The API has no permission ${permission}.`);
  return found.includes('user') ? 'all' : found.map((role) => `${role}s`).join(' and ');
}

/** @throws Error if the API has no such operation */
export function permissionsFor(operation: string, { paths }: ApiDocument): readonly string[] {
  const [method = '', path = ''] = operation.split(' ');
  const found = Object.entries(paths).find(([each]) => each.replace(/\{\w+\}/, '{id}') === path);
  const described = found?.[1][method.toLowerCase()];
  if (described === undefined) throw new Error(`The API has no operation ${operation}.`);
  const { 'x-permission': permission, 'x-judged-permissions': judged = [] } = described;
  return permission === undefined ? judged : [permission];
}

import type { KeyplaneClient, Whoami } from '../client';
import { freeText } from '../definitions/attributes';
import { ruled } from '../definitions/field-rules';
import { type ResourceContext, string } from '../terraform-plugin';
import { defineKeyResource } from './keys/define-key-resource';
import { warnOfLastKey } from './keys/last-application-key';
import { hasLeft } from './protection/sight';

export const applicationKeyResource = defineKeyResource({
  name: 'keyplane_application_key',
  description:
    "A member's own key for the Keyplane API and this provider. It acts with that member's " +
    'permissions and belongs to the member whose credentials create it.',
  collection: '/v1/application-keys',
  prefix: 'ak',
  noun: 'key',
  expiry: 'optional',
  notFoundHint: 'Members see only their own application keys, and revoked ones for 90 days.',
  schema: ruled('/v1/application-keys', {
    description: freeText('What the application key is for.'),
    member_id: string.computed({
      description: 'The ID of the member who owns the application key.',
    }),
  }),

  namedBy: 'description',
  label: ({ id, name }) =>
    `Application key ${name === null || name === '' ? (id ?? 'to be created') : `"${name}"`}`,

  api: (client) => client.applicationKeys,
  toModel: ({ description, member_id }) => ({ description, member_id }),
  toBody: ({ description }) => ({ description }),
  toChanges: ({ description }, state) => (description === state.description ? {} : { description }),

  hiddenFrom,
  onEnd: warnOfLastKey,
  onForbidden: forbiddenTo,
});

/**
 * Members see only their own application keys, so another member's key looks as if it were gone.
 * The keys of a member who has left the team were revoked then, and no one can see them now.
 */
async function hiddenFrom(
  state: { readonly member_id: string | null; readonly created_by: string | null },
  me: Whoami,
  context: ResourceContext<KeyplaneClient>,
): Promise<string | undefined> {
  const owner = state.member_id ?? state.created_by;
  if (owner === me.id || (owner !== null && (await hasLeft(owner, context)))) return undefined;
  const whose = owner === null ? 'The state does not say who owns it' : `It belongs to ${owner}`;
  return `${whose}, and only the member who owns an application key can see it.`;
}

/** A plan with many keys asks only once. */
const askers = new WeakMap<KeyplaneClient, Promise<Whoami>>();

/**
 * A service account never has application keys. If it may write, its apply would fail. If it may
 * only read, it plans for somebody else, who applies the plan.
 */
async function forbiddenTo({ client, signal }: ResourceContext<KeyplaneClient>) {
  const asked = askers.get(client) ?? client.whoami({ signal });
  askers.set(client, asked);
  const { kind, name, permissions } = await asked;
  const isReader = permissions.every((permission) => permission.endsWith('.read'));
  if (kind !== 'service_account' || isReader) return undefined;
  return {
    summary: 'A service account has no application keys',
    detail:
      `The provider's credentials belong to the service account "${name}", and an application key ` +
      'belongs to the member whose credentials create it. Use `keyplane_service_account_key`, or the ' +
      'credentials of a member.',
  };
}

import { sameText, withoutSpacesAround } from '../definitions/attributes';
import { ruled } from '../definitions/field-rules';
import { string } from '../terraform-plugin';
import { defineKeyResource } from './keys/define-key-resource';
import { claimantAttribute } from './keys/schema';
import { requireNewName } from './keys/token-name';
import { seesOnlyOwnTokens } from './protection/sight';

export const serviceKeyTokenResource = defineKeyResource({
  name: 'keyplane_service_key_token',
  description:
    "A token of a service key, with which a person or an application calls the platform's " +
    'services. Destroying it revokes the token permanently.',
  collection: '/v1/service-key-tokens',
  prefix: 'tok',
  noun: 'token',
  expiry: 'optional',
  notFoundHint: 'Keyplane shows revoked tokens for 90 days.',
  schema: {
    ...ruled('/v1/service-key-tokens', {
      service_key_id: string.required({
        description:
          'The ID of the service key that the token belongs to. Changing this replaces the token.',
        requiresReplace: true,
      }),
      kind: string.required({
        description:
          'The kind of token: `shared`, for an application, or `personal`, for the member whose ' +
          'credentials create it. Changing this replaces the token.',
        requiresReplace: true,
      }),
      accept_terms: string.optional({
        description:
          'The version of the risk agreement that you accept, as the data source ' +
          '`keyplane_terms` returns it. It is required unless this version was accepted for the ' +
          'service key before, so for the first token of the free service key and after the terms have ' +
          'changed. It has no effect after the token was created. It is not stored in the state.',
        writeOnly: true,
      }),
      ...claimantAttribute,
      member_id: string.computed({
        description: 'The ID of the member who owns the token. Null for a shared token.',
        nullable: true,
      }),
    }),
    // The plan judges its rule, because a token that was named before the rule existed keeps its
    // name.
    name: string.optional({
      description:
        'The name of the token: 2 to 64 letters of any script, digits, `_` and `-`. If you remove it, ' +
        'the token is replaced.',
      requiresReplace: (_before, after) => after === null,
      validators: [withoutSpacesAround],
      semanticallyEqual: sameText,
    }),
  },

  namedBy: 'name',
  label: ({ id, name }) =>
    `Service key token ${name === null ? (id ?? 'to be created') : `"${name}"`}`,

  api: (client) => client.serviceKeyTokens,
  toModel: ({ service_key_id, kind, member_id, name }) => ({
    service_key_id,
    kind,
    member_id,
    name,
  }),
  toBody: ({ service_key_id, kind, name, accept_terms }) => ({
    service_key_id,
    kind: kind === 'personal' ? ('personal' as const) : ('shared' as const),
    name,
    ...(accept_terms !== null && { accept_terms }),
  }),
  toChanges: ({ name }, state) => (name === null || name === state.name ? {} : { name }),

  hiddenFrom: (state, me) =>
    seesOnlyOwnTokens(me) && state.member_id !== me.id
      ? 'Callers without the permission `service_key_tokens.manage` see only their own personal ' +
        'tokens.'
      : undefined,
  judgePlan: requireNewName,
});

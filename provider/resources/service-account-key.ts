import { displayName } from '../definitions/attributes';
import { ruled } from '../definitions/field-rules';
import { string } from '../terraform-plugin';
import { judgeKeyCount } from './keys/count';
import { defineKeyResource } from './keys/define-key-resource';
import { claimantAttribute } from './keys/schema';

export const serviceAccountKeyResource = defineKeyResource({
  name: 'keyplane_service_account_key',
  description:
    'A key of a service account. Destroying it revokes the key permanently. Keyplane then ' +
    'keeps a record of it for 90 days, so that a plan can say what happened.',
  collection: '/v1/service-account-keys',
  prefix: 'sak',
  noun: 'key',
  expiry: 'required',
  notFoundHint: 'Keyplane shows revoked service account keys for 90 days.',
  schema: ruled('/v1/service-account-keys', {
    service_account_id: string.required({
      description:
        'The ID of the service account that the key belongs to. Changing this replaces the key.',
      requiresReplace: true,
    }),
    name: displayName('The name of the service account key. Names need not be unique.'),
    ...claimantAttribute,
  }),

  namedBy: 'name',
  label: ({ name, id }) => `Service account key "${name ?? id ?? 'new'}"`,

  api: (client) => client.serviceAccountKeys,
  toModel: ({ service_account_id, name }) => ({ service_account_id, name }),
  toBody: ({ service_account_id, name }) => ({ service_account_id, name }),
  toChanges: ({ name }, state) => (name === state.name ? {} : { name }),

  onCreation: judgeKeyCount,
});

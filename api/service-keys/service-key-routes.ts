import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import type { KeyViews } from '../keys/key-views';
import { wantedDelivery } from '../keys/delivery/delivery-wire';
import { secretFile } from '../keys/key-wire';
import type { ServiceKey } from './service-key';
import {
  createdServiceKeySchema,
  createdServiceKeyToWire,
  createServiceKeyBody,
  enabledServiceFrom,
  listServiceKeysQuery,
  revokeServiceKeyQuery,
  serviceKeyPage,
  serviceKeyParams,
  serviceKeySchema,
  serviceKeyToWire,
  termsSchema,
  updateServiceKeyBody,
} from './service-key-schemas';
import type { ServiceKeyService } from './service-key-service';
import type { CurrentTerms } from './terms';

const TAG = 'Service keys';
const COLLECTION = '/v1/service-keys';
const ONE = '/v1/service-keys/{service_key_id}';

export function createServiceKeyEndpoints(dependencies: {
  service: ServiceKeyService;
  views: KeyViews;
  terms: CurrentTerms;
}): Endpoint[] {
  const { service, views, terms } = dependencies;
  const reply = (key: ServiceKey) => ({ body: serviceKeyToWire(key), version: key.version });

  return [
    defineEndpoint({
      operationId: 'getTerms',
      method: 'get',
      path: '/v1/terms',
      tag: TAG,
      summary: 'Get the risk agreement that a service key requires',
      access: 'public',
      status: 200,
      response: termsSchema,
      handle: () => ({ body: terms.current() }),
    }),
    defineEndpoint({
      operationId: 'createServiceKey',
      method: 'post',
      path: COLLECTION,
      tag: TAG,
      summary: 'Create a paid service key',
      description:
        'With `shared_token`, which needs `service_key_tokens.manage`, the answer shows the first ' +
        'token once. If the caller accepts `text/plain`, the answer is only its secret, as a text ' +
        'file.',
      access: 'service_keys.create',
      judges: ['service_key_tokens.manage'],
      body: createServiceKeyBody,
      status: 201,
      response: createdServiceKeySchema,
      plainText: ({ shared_token: token }) => token && secretFile(token),
      idempotent: true,
      failures: [
        'free_key_exists',
        'terms_not_accepted',
        'lifetime_exceeds_team_limit',
        'expiry_required_by_team',
        'secret_delivery_not_allowed',
      ],
      handle: async ({ caller, body }) => {
        const created = await service.create(caller, {
          plan: body.plan,
          name: body.name,
          description: body.description,
          acceptTerms: body.accept_terms,
          memberIds: body.member_ids,
          notify: body.notify,
          services: body.services.map(enabledServiceFrom),
          sharedToken: body.shared_token && {
            name: body.shared_token.name,
            expiresAt: body.shared_token.expires_at,
            expiresIn: body.shared_token.expires_in,
            enabled: body.shared_token.enabled,
            delivery: wantedDelivery(body.shared_token),
          },
        });
        const { token } = created;
        const tokenView = token && (await views.one(caller, token.key));
        return {
          body: createdServiceKeyToWire(created, tokenView),
          version: created.serviceKey.version,
        };
      },
    }),
    defineEndpoint({
      operationId: 'listServiceKeys',
      method: 'get',
      path: COLLECTION,
      tag: TAG,
      summary: 'List service keys, newest first',
      description:
        'Members who may not change service keys see only the service keys that they are ' +
        'assigned to.',
      access: 'service_keys.read',
      query: listServiceKeysQuery,
      status: 200,
      response: serviceKeyPage,
      handle: async ({ caller, query }) => {
        const { name, plan, state, q } = query;
        const filter = { name, plan, revoked: state === 'revoked', search: q };
        const asked = pageRequestOf('listServiceKeys', { caller, query });
        const page = await service.list(caller, filter, asked);
        return { body: pageToWire(page, asked, serviceKeyToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getServiceKey',
      method: 'get',
      path: ONE,
      tag: TAG,
      summary: 'Get a service key',
      description: 'A revoked service key is readable as a tombstone for 90 days.',
      access: 'service_keys.read',
      params: serviceKeyParams,
      status: 200,
      response: serviceKeySchema,
      handle: async ({ caller, params }) => reply(await service.get(caller, params.service_key_id)),
    }),
    defineEndpoint({
      operationId: 'updateServiceKey',
      method: 'patch',
      path: ONE,
      tag: TAG,
      summary: 'Rename a service key, assign members, or enable services',
      description:
        'Members who are no longer assigned lose their tokens of the service key. The ' +
        'services of the free service key cannot be changed.',
      access: 'service_keys.update',
      params: serviceKeyParams,
      body: updateServiceKeyBody,
      status: 200,
      response: serviceKeySchema,
      conditional: true,
      failures: ['free_key_fixed', 'key_revoked'],
      handle: async ({ caller, params, body, expectedVersion }) =>
        reply(
          await service.update(
            caller,
            params.service_key_id,
            {
              name: body.name,
              description: body.description,
              memberIds: body.member_ids,
              notify: body.notify,
              services: body.services?.map(enabledServiceFrom),
            },
            expectedVersion,
          ),
        ),
    }),
    defineEndpoint({
      operationId: 'revokeServiceKey',
      method: 'delete',
      path: ONE,
      tag: TAG,
      summary: 'Revoke a paid service key and all its tokens permanently',
      access: 'service_keys.revoke',
      params: serviceKeyParams,
      query: revokeServiceKeyQuery,
      status: 204,
      conditional: true,
      failures: ['free_key_fixed'],
      handle: ({ caller, params, query, expectedVersion }) =>
        service.revoke(caller, params.service_key_id, query.reason, expectedVersion),
    }),
  ];
}

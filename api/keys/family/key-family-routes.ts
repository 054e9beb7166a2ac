import { collectionOf, permissionTo } from '../../domain/kinds';
import type { Caller } from '../../domain/principal';
import { defineEndpoint, type Endpoint } from '../../http/endpoint';
import { pageRequestOf, pageToWire } from '../../http/page';
import { rotationFrom } from '../declared-rotation';
import type { Key } from '../key';
import type { IssuedKey } from '../key-service';
import type { KeyViews } from '../key-views';
import { wantedDelivery } from '../delivery/delivery-wire';
import { secretFile } from '../key-wire';
import type { DefinedKeyFamily } from './define-key-family';
import type { NewKeyRequest } from './key-family';
import type { KeyFamilyService } from './key-family-service';

/** The six endpoints of a family. */
export function createKeyFamilyEndpoints<Request extends NewKeyRequest, Filter>(
  family: Omit<DefinedKeyFamily<Request, Filter, never>, 'rules'>,
  { service, views }: { service: KeyFamilyService<Request, Filter>; views: KeyViews },
): Endpoint[] {
  const { schemas, schemaName: name, tag, texts, failures, idParameter, kind } = family;
  const collection = collectionOf(kind);
  const one = `${collection}/{${idParameter}}`;
  const asFile = family.secretAsFile === true ? { plainText: secretFile } : {};
  const { freeSlots } = service;
  const slotsLeft = freeSlots && {
    slotsLeft: ({ body }: { readonly body: object }) => freeSlots(family.requestOf(body)),
  };

  const reply = async (caller: Caller, key: Key) => ({
    body: family.keyToWire(await views.one(caller, key)),
    version: key.version,
  });
  const issuedReply = async (caller: Caller, issued: IssuedKey) => ({
    body: family.issuedToWire(await views.one(caller, issued.key), issued),
    version: issued.key.version,
  });

  return [
    defineEndpoint({
      operationId: `create${name}`,
      method: 'post',
      path: collection,
      tag,
      ...texts.create,
      access: permissionTo('create', kind),
      body: schemas.create,
      status: 201,
      response: schemas.issued,
      ...asFile,
      idempotent: true,
      failures: [
        ...(failures.create ?? []),
        'lifetime_exceeds_team_limit',
        'expiry_required_by_team',
        'secret_delivery_not_allowed',
      ],
      ...slotsLeft,
      handle: async ({ caller, body }) =>
        issuedReply(caller, await service.create(caller, family.requestOf(body))),
    }),
    defineEndpoint({
      operationId: `list${name}s`,
      method: 'get',
      path: collection,
      tag,
      ...texts.list,
      access: permissionTo('read', kind),
      query: schemas.list,
      status: 200,
      response: schemas.page,
      handle: async ({ caller, query }) => {
        const asked = pageRequestOf(`list${name}s`, { caller, query });
        const page = await service.list(caller, family.filterOf(query), asked);
        return { body: pageToWire(await views.page(caller, page), asked, family.keyToWire) };
      },
    }),
    defineEndpoint({
      operationId: `get${name}`,
      method: 'get',
      path: one,
      tag,
      ...texts.get,
      access: permissionTo('read', kind),
      params: schemas.params,
      status: 200,
      response: schemas.one,
      handle: async ({ caller, params }) =>
        reply(caller, await service.get(caller, params[idParameter])),
    }),
    defineEndpoint({
      operationId: `update${name}`,
      method: 'patch',
      path: one,
      tag,
      ...texts.update,
      access: permissionTo('update', kind),
      params: schemas.params,
      body: schemas.update,
      status: 200,
      response: schemas.one,
      conditional: true,
      failures: [
        ...(failures.update ?? []),
        'key_expired',
        'key_revoked',
        'expiry_not_earlier',
        'lifetime_exceeds_team_limit',
      ],
      handle: async ({ caller, params, body, expectedVersion }) => {
        const update = {
          name: body.name,
          description: body.description,
          enabled: body.enabled,
          expiresAt: body.expires_at,
          rotation: rotationFrom(body.rotation),
        };
        const id = params[idParameter];
        return reply(caller, await service.update(caller, id, update, expectedVersion));
      },
    }),
    defineEndpoint({
      operationId: `rotate${name}`,
      method: 'post',
      path: `${one}/rotate`,
      tag,
      ...texts.rotate,
      access: permissionTo('rotate', kind),
      params: schemas.params,
      body: family.rotateBody,
      status: 200,
      response: schemas.issued,
      ...asFile,
      idempotent: true,
      failures: [
        ...(failures.rotate ?? []),
        'key_expired',
        'key_revoked',
        'rotation_in_progress',
        'public_key_unchanged',
        'secret_delivery_not_allowed',
      ],
      handle: async ({ caller, params, body }) => {
        const rotation = { overlap: body.overlap, delivery: wantedDelivery(body) };
        return issuedReply(caller, await service.rotate(caller, params[idParameter], rotation));
      },
    }),
    defineEndpoint({
      operationId: `revoke${name}`,
      method: 'delete',
      path: one,
      tag,
      ...texts.revoke,
      access: permissionTo('revoke', kind),
      params: schemas.params,
      query: schemas.revoke,
      status: 204,
      conditional: true,
      handle: ({ caller, params, query, expectedVersion }) =>
        service.revoke(caller, params[idParameter], query.reason, expectedVersion),
    }),
  ];
}

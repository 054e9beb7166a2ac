import { generateKeyPairSync } from 'node:crypto';
import { compactDecrypt } from 'jose';
import type { DatabaseName } from '../../support/api';
import { startServiceKeys } from '../service-keys/service-key-api';
import type { Agent } from '../teams/organization';

export const FAMILIES = ['application_key', 'service_account_key', 'token'] as const;

export type Family = (typeof FAMILIES)[number];

/**
 * A key as the API answers it. `secret` and `secret_jwe` are present only when the key is created
 * or rotated.
 */
export interface WireKey {
  readonly id: string;
  readonly client_id: string;
  readonly secret: string | null;
  readonly secret_jwe: string | null;
  readonly secret_version: number;
  readonly [field: string]: unknown;
}

type Headers = Readonly<Record<string, string>>;

const COLLECTION: Readonly<Record<Family, string>> = {
  application_key: '/v1/application-keys',
  service_account_key: '/v1/service-account-keys',
  token: '/v1/service-key-tokens',
};

export function pathOf(family: Family, id: string): string {
  return `${COLLECTION[family]}/${id}`;
}

/** The headers with which the provider names a stack and a run. */
export const run = (name: string, stack = 'main'): Headers => ({
  'Keyplane-Stack': stack,
  'Keyplane-Run': name,
});

/** A team in which a key of every family can be created. Shared tokens stand for all tokens. */
export async function startKeyFamilies(on: DatabaseName) {
  const api = await startServiceKeys(on);
  const { owner, admin } = api;
  const account = await owner.post('/v1/service-accounts', { name: 'ci' }).expect(201);
  const serviceKey = await api.paidKey();
  const accountId: string = account.body.id;
  const place: Readonly<Record<Family, object>> = {
    application_key: {},
    service_account_key: { service_account_id: accountId, name: 'deploy', expires_in: '300d' },
    token: { service_key_id: serviceKey.id, kind: 'shared' },
  };

  const create = (family: Family, body: object = {}, headers: Headers = {}, by: Agent = owner) =>
    by.post(COLLECTION[family], { ...place[family], ...body }, headers);
  const rotate = (
    family: Family,
    id: string,
    body: object = {},
    headers: Headers = {},
    by: Agent = owner,
  ) => by.post(`${COLLECTION[family]}/${id}/rotate`, body, headers);

  return {
    ...api,
    admin,
    accountId,
    create,
    rotate,
    async created(family: Family, body: object = {}, headers: Headers = {}): Promise<WireKey> {
      return (await create(family, body, headers).expect(201)).body;
    },
    async rotated(family: Family, id: string, body: object = {}, headers: Headers = {}) {
      return (await rotate(family, id, body, headers).expect(200)).body as WireKey;
    },
    /** The run has lost its connection to Terraform. */
    cutOff: (headers: Headers) => owner.post('/v1/runs/cut-off', {}, headers).expect(204),
    read: async (family: Family, id: string, headers: Headers = {}): Promise<WireKey> =>
      (await owner.get(`${COLLECTION[family]}/${id}`).set(headers).expect(200)).body,
    list: async (family: Family): Promise<WireKey[]> =>
      (await owner.get(COLLECTION[family]).expect(200)).body.items,
    claim: (id: string, by: Agent = owner, body: object = {}) =>
      by.post(`/v1/keys/${id}/claim`, body),
    /** Whether the secret belongs to that key, and is valid. */
    async works(key: { readonly client_id: string }, secret: string | null): Promise<boolean> {
      if (secret === null) return false;
      const agent = api.as('key', { clientId: key.client_id, secret });
      // A token manages nothing in Keyplane. If the answer is a refusal for that reason, the token
      // is valid.
      return [200, 403].includes((await agent.get('/v1/whoami')).status);
    },
  };
}

export type KeyFamiliesApi = Awaited<ReturnType<typeof startKeyFamilies>>;

/** A recipient, with the private key that decrypts their secrets. */
export function drawRecipient() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    jwk: publicKey.export({ format: 'jwk' }),
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    open: async (jwe: string | null): Promise<string> =>
      new TextDecoder().decode((await compactDecrypt(jwe ?? '', privateKey)).plaintext),
  };
}

export function drawPublicJwk() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
}

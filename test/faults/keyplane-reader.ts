import { randomUUID, type JsonWebKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { COLLECTIONS, resourceNameOf } from '../../provider/client/collections';
import type { Credentials } from './api-process';
import type { Delivery } from './configuration';

export interface LiveThing {
  /** The name of the kind in terraform. */
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** Reads Keyplane directly and not through the proxy. */
export interface KeyplaneReader {
  /** All existing objects whose name or description begins with this text. */
  live(tag: string): Promise<readonly LiveThing[]>;
  key(id: string, type: KeyType): Promise<LiveKey>;
  /** Revokes the key. */
  remove(id: string, type: KeyType): Promise<void>;
  /** Claims the secret as the creator of the key; null if it is no longer available. */
  claim(id: string): Promise<string | null>;
  /** Whether the key's owner can sign in with it. */
  accepts(credential: Credential): Promise<boolean>;
}

/** The credential of a key's owner. */
export type Credential =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'private_key'; readonly clientId: string; readonly privateKey: KeyObject };

/** The fields of a key that the harness reads. */
export interface LiveKey {
  readonly client_id: string;
  readonly secret_delivery: Delivery;
  readonly secret_version: number;
  readonly public_jwk: JsonWebKey | null;
  readonly retiring_secret: { readonly secret_version: number } | null;
}

const KEY_PATHS = {
  keyplane_service_account_key: COLLECTIONS.serviceAccountKeys.path,
  keyplane_application_key: COLLECTIONS.applicationKeys.path,
  keyplane_service_key_token: COLLECTIONS.serviceKeyTokens.path,
} as const;

export type KeyType = keyof typeof KEY_PATHS;

export function isKeyType(type: string): type is KeyType {
  return type in KEY_PATHS;
}

const LISTED = [
  ...[COLLECTIONS.roles, COLLECTIONS.serviceAccounts, COLLECTIONS.serviceKeys].map(({ path }) => ({
    type: resourceNameOf(path),
    path,
  })),
  // Revoked keys are not listed.
  ...Object.entries(KEY_PATHS).map(([type, path]) => ({ type, path })),
];

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

interface Page {
  readonly items: readonly {
    readonly id: string;
    readonly name?: string | null;
    readonly description?: string | null;
  }[];
  readonly next_page_token: string | null;
}

export function createKeyplaneReader(url: string, owner: Credentials): KeyplaneReader {
  const basic = Buffer.from(`${owner.clientId}:${owner.secret}`).toString('base64');
  const headers = { authorization: `Basic ${basic}` };

  async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(url + path, {
      ...init,
      headers: { ...headers, 'content-type': 'application/json' },
    });
    if (!response.ok) throw new Error(`${path} → ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  }

  async function list(path: string): Promise<Page['items']> {
    const items: Page['items'][number][] = [];
    let token: string | null = null;
    do {
      const query = new URLSearchParams({
        page_size: '1000',
        ...(token !== null && { page_token: token }),
      });
      const page = (await ask(`${path}?${query}`)) as Page;
      items.push(...page.items);
      token = page.next_page_token;
    } while (token !== null);
    return items;
  }

  return {
    async live(tag) {
      const found: LiveThing[] = [];
      for (const { type, path } of LISTED) {
        for (const { id, name, description } of await list(path)) {
          const title = type === 'keyplane_application_key' ? description : name;
          if (title?.startsWith(tag)) found.push({ type, id, name: title });
        }
      }
      return found;
    },
    key: async (id, type) => (await ask(`${KEY_PATHS[type]}/${id}`)) as LiveKey,
    async remove(id, type) {
      await ask(`${KEY_PATHS[type]}/${id}`, { method: 'DELETE' });
    },
    async claim(id) {
      const init = { method: 'POST', body: '{}' };
      return ((await ask(`/v1/keys/${id}/claim`, init)) as { secret: string | null }).secret;
    },
    async accepts(credential) {
      const response = await present(url, credential);
      const text = await response.text();
      // If the answer says that a permission or a service is missing, the credential itself was
      // accepted.
      if (response.ok || response.status === 403 || text.includes('invalid_target')) return true;
      if (response.status === 401) return false;
      throw new Error(`A credential was answered by ${response.status} ${text}`);
    },
  };
}

async function present(url: string, credential: Credential): Promise<Response> {
  if (credential.kind === 'secret') {
    const authorization = `Bearer ${credential.secret}`;
    return fetch(`${url}/v1/whoami`, { headers: { authorization } });
  }
  const { clientId, privateKey } = credential;
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(url)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(privateKey);
  return fetch(`${url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: assertion,
    }),
  });
}

import type { Credentials } from './api-process';

export interface LiveThing {
  /** As terraform calls it. */
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** Looks at Keyplane past the proxy. */
export interface KeyplaneReader {
  /** All that lives and whose name, or description, begins so. */
  live(tag: string): Promise<readonly LiveThing[]>;
  get(path: string): Promise<Readonly<Record<string, unknown>>>;
  /** Whether the secret is accepted as a bearer's. */
  accepts(secret: string): Promise<boolean>;
}

const COLLECTIONS = [
  { type: 'keyplane_role', path: '/v1/roles' },
  { type: 'keyplane_service_account', path: '/v1/service-accounts' },
  { type: 'keyplane_service_key', path: '/v1/service-keys' },
  // Revoked keys are not listed.
  { type: 'keyplane_service_account_key', path: '/v1/service-account-keys' },
  { type: 'keyplane_application_key', path: '/v1/application-keys' },
  { type: 'keyplane_service_key_token', path: '/v1/service-key-tokens' },
] as const;

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

  async function get(path: string): Promise<unknown> {
    const response = await fetch(url + path, { headers });
    if (!response.ok) throw new Error(`GET ${path} → ${response.status} ${await response.text()}`);
    return response.json();
  }

  async function list(path: string): Promise<Page['items']> {
    const items: Page['items'][number][] = [];
    let token: string | null = null;
    do {
      const query = new URLSearchParams({
        page_size: '1000',
        ...(token !== null && { page_token: token }),
      });
      const page = (await get(`${path}?${query}`)) as Page;
      items.push(...page.items);
      token = page.next_page_token;
    } while (token !== null);
    return items;
  }

  return {
    async live(tag) {
      const found: LiveThing[] = [];
      for (const { type, path } of COLLECTIONS) {
        for (const { id, name, description } of await list(path)) {
          const title = type === 'keyplane_application_key' ? description : name;
          if (title?.startsWith(tag)) found.push({ type, id, name: title });
        }
      }
      return found;
    },
    get: async (path) => (await get(path)) as Readonly<Record<string, unknown>>,
    async accepts(secret) {
      const response = await fetch(`${url}/v1/whoami`, {
        headers: { authorization: `Bearer ${secret}` },
      });
      await response.arrayBuffer();
      return response.status !== 401;
    },
  };
}

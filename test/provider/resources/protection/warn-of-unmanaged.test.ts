import type { KeyplaneClient } from '../../../../provider/client';
import { type Dependent, dependentsOf } from '../../../../provider/resources/protection/dependents';
import { unmanagedText } from '../../../../provider/resources/protection/warn-of-unmanaged';

const SUBJECT = {
  family: '/v1/service-accounts',
  id: 'sa_1',
  label: 'Service account "ci"',
} as const;
const SIGNAL = { signal: new AbortController().signal };

function key(id: string, more: object = {}) {
  return {
    id,
    name: id,
    description: id,
    kind: 'personal',
    state: 'active',
    created_by: 'mem_1',
    last_used_at: null,
    ...more,
  };
}

function createClient() {
  const asked: string[] = [];
  const family = (name: string, items: readonly object[]) => ({
    list: (filter: object) => {
      asked.push(`${name} ${JSON.stringify(filter)}`);
      return Promise.resolve(items);
    },
  });
  const accounts = Array.from({ length: 100 }, (_, at) => ({ service_account_id: `sa_${at}` }));
  const client = {
    serviceAccountKeys: family(
      'account keys',
      accounts.map((owner, at) => key(`sak_${at}`, owner)),
    ),
    serviceKeyTokens: family('tokens', [
      key('tok_1', { service_key_id: 'sk_1', member_id: 'mem_1' }),
      key('tok_2', { service_key_id: 'sk_1', member_id: null, kind: 'shared' }),
      key('tok_3', { service_key_id: 'sk_2', member_id: 'mem_1', state: 'expired' }),
    ]),
    applicationKeys: family('application keys', [key('ak_1', { member_id: 'mem_1' })]),
    identitiesOf: () => Promise.resolve([{ ...key('fi_1'), enabled: false }]),
  };
  return { client: client as unknown as KeyplaneClient, asked };
}

describe('the list of what ends with an object', () => {
  const idsOf = (found: readonly Dependent[]) => found.map(({ id }) => id);

  it('contains the keys and federated identities of a service account', async () => {
    const { client } = createClient();
    const found = await dependentsOf(
      { family: '/v1/service-accounts', id: 'sa_7' },
      client,
      SIGNAL,
    );
    expect(found).toEqual([
      {
        what: 'key "sak_7" (sak_7)',
        id: 'sak_7',
        state: 'active',
        createdBy: 'mem_1',
        lastUsedAt: null,
      },
      {
        what: 'federated identity "fi_1" (fi_1)',
        id: 'fi_1',
        state: 'disabled',
        createdBy: 'mem_1',
        lastUsedAt: null,
      },
    ]);
  });

  it('contains the tokens of a service key, and the keys and personal tokens of a member', async () => {
    const { client } = createClient();
    const tokens = await dependentsOf({ family: '/v1/service-keys', id: 'sk_1' }, client, SIGNAL);
    expect(idsOf(tokens)).toEqual(['tok_1', 'tok_2']);
    const theirs = await dependentsOf({ family: '/v1/members', id: 'mem_1' }, client, SIGNAL);
    expect(idsOf(theirs)).toEqual(['ak_1', 'tok_1']);
  });

  it('is empty for an object that holds no keys', async () => {
    const { client, asked } = createClient();
    expect(await dependentsOf({ family: '/v1/roles', id: 'role_1' }, client, SIGNAL)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('takes three calls for a hundred service accounts', async () => {
    const { client, asked } = createClient();
    for (let at = 0; at < 100; at += 1) {
      await dependentsOf({ family: '/v1/service-accounts', id: `sa_${at}` }, client, SIGNAL);
    }
    expect(asked).toEqual([
      'account keys {"service_account_id":"sa_0"}',
      'account keys {"service_account_id":"sa_1"}',
      'account keys {}',
    ]);
  });
});

describe('the warning about what ends with an object outside the state', () => {
  const dependent = (at: number): Dependent => ({
    what: `key "k" (sak_${at})`,
    id: `sak_${at}`,
    state: 'active',
    createdBy: 'mem_1',
    lastUsedAt: at === 0 ? '2030-01-01T00:00:00.000Z' : null,
  });

  it('names ten keys and counts the others', () => {
    const many = Array.from({ length: 13 }, (_, at) => dependent(at));
    const detail = unmanagedText(SUBJECT, many)?.detail ?? '';
    expect(detail.match(/^ {2}- key/gm)).toHaveLength(10);
    expect(detail).toContain('  - and 3 more');
    expect(detail).toContain(
      '  - key "k" (sak_0), active, created by mem_1, last used at 2030-01-01T00:00:00Z\n',
    );
    expect(detail).toContain('  - key "k" (sak_1), active, created by mem_1, never used\n');
  });

  it('is absent if nothing ends', () => {
    expect(unmanagedText(SUBJECT, [])).toBeUndefined();
  });
});

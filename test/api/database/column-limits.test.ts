import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { openEarlierInstallation } from './earlier-installation';
import { migrate } from '../../../api/database/migrate';

type Values = Readonly<Record<string, unknown>>;

/**
 * Four bytes of UTF-8 for each character, and never the same one twice in a row, so that nothing is
 * compressed.
 */
const longest = (characters: number) =>
  Array.from({ length: characters }, (_, at) =>
    String.fromCodePoint(0x20000 + ((at * 7919) % 40_000)),
  ).join('');

const NAME = longest(200);
const DESCRIPTION = longest(2000);
const SERVICE_KEY_NAME = '密'.repeat(64);
const EMAIL = `${'e'.repeat(64)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.exampl`;
const HEADERS = {
  'Keyplane-Stack': `s${'~'.repeat(199)}`,
  'Keyplane-Run': `r${'~'.repeat(199)}`,
  'X-Request-Id': 'r'.repeat(128),
};

describe('a column on postgres', () => {
  it('has no limit of its own: the schemas limit every text, on both databases alike', async () => {
    const api = await createTestApi('postgres');
    try {
      expect(await limitedColumnsOf(api.database)).toEqual([]);
    } finally {
      await api.close();
    }
  });

  it('loses its limit in an upgrade, and keeps its content', async () => {
    const { database, close } = await openEarlierInstallation('postgres', '0011-runs');
    try {
      const team = { id: 'team_1', name: 'Team', created_at: 1, version: 1 };
      await database.knex('teams').insert(team);
      expect(await limitedColumnsOf(database)).toContain('notifications.subject');
      await migrate(database);
      expect(await limitedColumnsOf(database)).toEqual([]);
      expect(await database.knex('teams')).toMatchObject([team]);
    } finally {
      await close();
    }
  });
});

async function limitedColumnsOf({ knex }: TestApi['database']): Promise<string[]> {
  const rows: { table_name: string; column_name: string }[] = await knex(
    'information_schema.columns',
  )
    .whereRaw("table_schema = current_schema() AND table_name NOT LIKE 'knex\\_%'")
    .whereNotNull('character_maximum_length')
    .select('table_name', 'column_name');
  return rows.map((row) => `${row.table_name}.${row.column_name}`);
}

describe.each(DATABASES)('the longest text that the API accepts, on %s,', (on) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(on);
  });

  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);

  async function create(path: string, body: Values): Promise<Values & { readonly id: string }> {
    const answer = await owner().post(path).set(HEADERS).send(body);
    expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
    return answer.body as Values & { id: string };
  }

  /** The text is read back as it was sent. */
  async function store(path: string, body: Values, readBack: readonly string[]) {
    const { id } = await create(path, body);
    const { body: read } = await owner().get(`${path}/${id}`).expect(200);
    for (const field of readBack) expect([field, read[field]]).toEqual([field, body[field]]);
    return id;
  }

  it('is stored completely, in every kind of object', async () => {
    const named = { name: NAME, description: DESCRIPTION };
    const permission = `${'p'.repeat(63)}.${'q'.repeat(63)}`;
    await store('/v1/roles', { ...named, permissions: [permission] }, ['name', 'description']);
    const account = await store('/v1/service-accounts', named, ['name', 'description']);
    await store('/v1/groups', { ...named, topics: [] }, ['name', 'description']);
    const person = { email: EMAIL, name: NAME, team_role: 'user' };
    await store('/v1/members', person, ['email', 'name']);
    await store('/v1/wallets', { name: NAME, currency: 'EUR' }, ['name']);
    await store('/v1/application-keys', { description: DESCRIPTION }, ['description']);
    const identity = {
      service_account_id: account,
      name: NAME,
      issuer: `https://issuer.example/${'i'.repeat(476)}`,
      audience: 'a'.repeat(255),
      subject_pattern: `a:b:${'c'.repeat(496)}`,
      claims: { ['n'.repeat(200)]: longest(250) },
    };
    await store('/v1/federated-identities', identity, Object.keys(identity));
    await owner().patch('/v1/team').send({ name: NAME }).expect(200);

    const key = { service_account_id: account, name: NAME, expires_at: 'never' };
    const keyId = await store('/v1/service-account-keys', key, ['name']);
    const reason = longest(200);
    await owner().delete(`/v1/service-account-keys/${keyId}`).query({ reason }).expect(204);
    const { body } = await owner().get(`/v1/service-account-keys/${keyId}`).expect(200);
    expect(body.revocation.reason).toBe(reason);
  });

  it('is stored completely in a catalog, its service keys, tokens and charges', async () => {
    const slug = 's'.repeat(64);
    const parameter = `p${'q'.repeat(62)}`;
    const model = {
      id: slug,
      name: NAME,
      currency: 'EUR',
      parameters: [{ name: parameter, description: DESCRIPTION, default: '1' }],
      prices: [{ price: '999999999999999.999999999', unit: NAME, quantities: [parameter] }],
    };
    const service = {
      id: slug,
      name: NAME,
      description: DESCRIPTION,
      free: false,
      billing_policies: ['pay_as_you_go'],
      models: [model],
    };
    await api
      .as(api.operator)
      .put('/v1/catalog')
      .send({ services: [service] })
      .expect(200);
    const wallet = await create('/v1/wallets', { name: NAME, currency: 'EUR' });
    for (const at of [1, 2]) {
      await api
        .as(api.operator)
        .post(`/v1/wallets/${wallet.id}/credits`)
        .send({
          charge_id: `${at}`.repeat(128),
          amount: '999999999999999.999999999',
          currency: 'EUR',
        })
        .expect(200);
    }
    const enabled = { service_id: slug, billing_policy: 'pay_as_you_go', model_ids: [slug] };
    const serviceKey = {
      name: SERVICE_KEY_NAME,
      description: DESCRIPTION,
      accept_terms: '2026-11',
      services: [{ ...enabled, wallet_id: wallet.id }],
    };
    const id = await store('/v1/service-keys', serviceKey, ['name', 'description', 'services']);
    const token = await create('/v1/service-key-tokens', {
      service_key_id: id,
      kind: 'shared',
      name: SERVICE_KEY_NAME,
    });
    const verifier = await verifierOf(api);
    const reserve = { charge_id: 'c'.repeat(128), parameters: { [parameter]: '1' } };
    const { body } = await api
      .as(verifier)
      .post('/v1/keys/verify')
      .send({ secret: token['secret'], service_id: slug, model_id: slug, reserve })
      .expect(200);
    expect(body.reservation).toMatchObject({
      charge_id: reserve.charge_id,
      reserved_amount: '999999999999999.999999999',
    });
  });
});

async function verifierOf(api: TestApi) {
  const as = api.as(api.team.owner);
  const role = await as.post('/v1/roles').send({ name: 'verifier', permissions: ['keys.verify'] });
  const account = await as
    .post('/v1/service-accounts')
    .send({ name: 'verifier', role_ids: [role.body.id] });
  const key = await as
    .post('/v1/service-account-keys')
    .send({ service_account_id: account.body.id, name: 'key', expires_at: 'never' })
    .expect(201);
  return { clientId: key.body.client_id as string, secret: key.body.secret as string };
}

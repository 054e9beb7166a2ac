import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DATABASES } from '../../support/api';
import { startOrganization, type Agent, type Organization } from '../teams/organization';

const DEFAULT_FILE = path.resolve(__dirname, '../../../api/catalog/default-catalog.json');

const price = { price: '0.000000123456789012', unit: 'token', quantities: ['tokens'] };
const model = {
  id: 'large',
  name: 'Large',
  currency: 'EUR',
  parameters: [{ name: 'tokens', default: '1000', minimum: '1', maximum: '100000' }],
  prices: [price],
};
const paid = {
  id: 'text.v1',
  name: 'Text',
  free: false,
  billing_policies: ['pay_as_you_go'],
  models: [model],
};
const free = { id: 'detect', name: 'Detect', free: true, billing_policies: ['free'] };

describe.each(DATABASES)('the catalog on %s', (databaseName) => {
  let organization: Organization;
  let operator: Agent;
  let user: Agent;

  beforeAll(async () => {
    organization = await startOrganization(databaseName);
    ({ operator } = organization);
    user = await organization.join(organization.owner, 'user');
  });
  afterAll(() => organization.close());

  const load = (...services: object[]) => operator.put('/v1/catalog', { services });
  const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);

  test('is readable with any credentials, and has prices to the last digit (S3)', async () => {
    const loaded = await load(paid, free).expect(200);
    const { body } = await user.get('/v1/services').expect(200);
    expect(body.items).toEqual(loaded.body.services);
    expect(idsOf(body.items)).toEqual(['detect', 'text.v1']);
    const one = await user.get('/v1/services/text.v1').expect(200);
    expect(one.body).toEqual({
      ...paid,
      description: null,
      models: [{ ...model, parameters: [{ ...model.parameters[0], description: null }] }],
    });
    expect(idsOf((await user.get('/v1/services?free=true')).body.items)).toEqual(['detect']);
    expect(idsOf((await user.get('/v1/services?free=false')).body.items)).toEqual(['text.v1']);
    await organization.anonymous.get('/v1/services').expect(401);
  });

  test('replaces the previous catalog, and records that in the trail of the operator', async () => {
    await load(paid, free).expect(200);
    await load(free).expect(200);
    await user.get('/v1/services/text.v1').expect(404);
    expect(idsOf((await user.get('/v1/services')).body.items)).toEqual(['detect']);
    await load().expect(200);
    expect((await user.get('/v1/services')).body.items).toEqual([]);
    const events = await organization.database
      .knex('audit_events')
      .where({ action: 'catalog.loaded' })
      .orderBy('id', 'desc');
    expect(JSON.parse(events[1].after)).toMatchObject({ services: ['detect'] });
  });

  test('is loaded only by the operator', async () => {
    await organization.owner.put('/v1/catalog', { services: [] }).expect(403);
  });

  test('is one complete catalog after several loads at once', async () => {
    const answers = await Promise.all([load(paid), load(free), load(paid, free)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { body } = await user.get('/v1/services').expect(200);
    expect(answers.map((answer) => answer.body.services)).toContainEqual(body.items);
  });

  test('tells other slices which services and models exist and what is free', async () => {
    await load(paid, free).expect(200);
    const { catalogDirectory } = organization.slices;
    expect(await catalogDirectory.model('text.v1', 'large')).toMatchObject({ currency: 'EUR' });
    expect(await catalogDirectory.model('text.v1', 'small')).toBeUndefined();
    expect(await catalogDirectory.service('none')).toBeUndefined();
    expect(idsOf(await catalogDirectory.freeServices())).toEqual(['detect']);
  });

  test('estimates the expected cost of a request, exactly, with its currency (S3)', async () => {
    await load(paid).expect(200);
    const request = { service_id: 'text.v1', model_id: 'large' };
    const estimate = async (parameters?: object) =>
      (await user.post('/v1/cost-estimates', { ...request, parameters }).expect(200)).body;
    expect(await estimate()).toEqual({ ...request, cost: '0.000123457', currency: 'EUR' });
    expect(await estimate({ tokens: 100000 })).toMatchObject({ cost: '0.012345679' });
    expect(await estimate({ tokens: '1.5' })).toMatchObject({ cost: '0.000000185' });
  });

  test.each([
    ['an unknown parameter', { words: '1' }, '/parameters/words'],
    ['a value out of range', { tokens: 0 }, '/parameters/tokens'],
    ['a float', { tokens: 1.5 }, '/parameters/tokens'],
    ['no number', { tokens: 'many' }, '/parameters/tokens'],
  ])('%s is refused, and the error names its place', async (_case, parameters, pointer) => {
    await load(paid).expect(200);
    const request = { service_id: 'text.v1', model_id: 'large', parameters };
    const { body } = await user.post('/v1/cost-estimates', request).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer })]);
  });

  test('estimates nothing that is not in the catalog', async () => {
    await load(paid).expect(200);
    const ask = (service_id: string, model_id: string) =>
      user.post('/v1/cost-estimates', { service_id, model_id });
    await ask('text.v2', 'large').expect(404);
    await ask('text.v1', 'small').expect(404);
  });

  test.each([
    ['a service twice', [free, free], '/services/1/id'],
    ['a model twice', [{ ...paid, models: [model, model] }], '/services/0/models/1/id'],
    ['free without the policy', [{ ...paid, free: true }], '/services/0/free'],
    ['the policy without free', [{ ...free, free: false }], '/services/0/free'],
    ['paid without a model', [{ ...paid, models: [] }], '/services/0/models'],
    ['a slug with spaces', [{ ...free, id: 'a b' }], '/services/0/id'],
    [
      'an unknown policy',
      [{ ...free, billing_policies: ['flat'] }],
      '/services/0/billing_policies/0',
    ],
    [
      'a price that is a JSON number',
      [{ ...paid, models: [{ ...model, prices: [{ ...price, price: 0.1 }] }] }],
      '/services/0/models/0/prices/0/price',
    ],
    [
      'a negative price',
      [{ ...paid, models: [{ ...model, prices: [{ ...price, price: '-1' }] }] }],
      '/services/0/models/0/prices/0/price',
    ],
    [
      'a quantity that is not a parameter',
      [{ ...paid, models: [{ ...model, prices: [{ ...price, quantities: ['words'] }] }] }],
      '/services/0/models/0/prices/0/quantities/0',
    ],
    [
      'a default out of range',
      [
        {
          ...paid,
          models: [{ ...model, parameters: [{ name: 'tokens', default: '2', maximum: '1' }] }],
        },
      ],
      '/services/0/models/0/parameters/0/default',
    ],
    [
      'a currency in small letters',
      [{ ...paid, models: [{ ...model, currency: 'eur' }] }],
      '/services/0/models/0/currency',
    ],
  ])(
    'is refused with %s, the error names the place, and nothing changes',
    async (_case, services, pointer) => {
      await load(free).expect(200);
      const { body } = await operator.put('/v1/catalog', { services }).expect(422);
      expect(body.errors).toEqual([expect.objectContaining({ pointer })]);
      expect(idsOf((await user.get('/v1/services')).body.items)).toEqual(['detect']);
    },
  );

  test('accepts the default catalog', async () => {
    const file = JSON.parse(readFileSync(DEFAULT_FILE, 'utf8')) as { services: object[] };
    const { body } = await operator.put('/v1/catalog', file).expect(200);
    expect(body.services).toHaveLength(file.services.length);
  });
});

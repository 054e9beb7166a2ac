import { createTestApi, type TestApi } from '../../support/api';
import { Secret } from '../../../api/domain/secret';
import { mostErrorsEach } from '../../../api/dry-runs/dry-run-service';
import { errorDescription } from '../../../api/http/challenges';
import { cut, MOST_FIELD_ERRORS, shownErrors } from '../../../api/http/bounded-text';

const error = (at: number) => ({ pointer: `/field_${at}`, code: 'wrong', message: 'It is wrong.' });
const errors = (count: number) => Array.from({ length: count }, (_, at) => error(at));
const fields = (count: number, nameOf = (at: number) => `f${at}`) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [nameOf(at), 1]));

describe('the errors that an answer shows', () => {
  it('are 20 at most, and the answer says how many there are in all', () => {
    const shown = shownErrors({ message: 'No.', errors: errors(50) });
    expect(shown.errors).toEqual(errors(20));
    expect(shown.detail).toBe('No. Only the first 20 of 50 errors are listed.');
  });

  it('include all errors if there are few', () => {
    const few = { message: 'No.', errors: errors(20) };
    expect(shownErrors(few)).toEqual({ detail: 'No.', errors: errors(20) });
  });

  it('are shortened, and masked before that', () => {
    const secret = Secret.generate('token').reveal();
    const text = `${'x'.repeat(470)} ${secret} ${'y'.repeat(9000)}`;
    const shown = shownErrors({ message: text, errors: [{ ...error(1), message: text }] });
    expect(shown.errors[0]?.message).toHaveLength(500);
    expect(JSON.stringify(shown)).not.toContain(secret.slice(4, 12));
  });

  it('are never cut within a character', () => {
    expect(cut('ab🔑', 3)).toBe('ab…');
    expect(cut('a🔑bc', 3)).toBe('a…');
  });

  it.each([
    [1, 20],
    [10, 20],
    [50, 4],
    [1000, 1],
  ])('of each of %d dry runs are %d at most', (requests, most) => {
    expect(mostErrorsEach(requests)).toBe(most);
  });
});

describe('an answer', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
    const parameters = Array.from({ length: 20 }, (_, at) => ({ name: `p${at}${'q'.repeat(60)}` }));
    const model = {
      id: 'small',
      name: 'Small',
      currency: 'EUR',
      parameters,
      prices: [{ price: '1', unit: 'call' }],
    };
    const service = {
      id: 'text',
      name: 'Text',
      free: false,
      models: [model],
      billing_policies: ['pay_as_you_go'],
    };
    await api
      .as(api.operator)
      .put('/v1/catalog')
      .send({ services: [service] })
      .expect(200);
  });

  afterAll(() => api.close());

  const post = (path: string, body: object) => api.as(api.team.owner).post(path).send(body);
  const KIB = 1024;

  it('to 255 KiB of unknown fields is small', async () => {
    const { status, text, body } = await post('/v1/roles', fields(20_000));
    expect([status, body.errors.length]).toEqual([422, MOST_FIELD_ERRORS]);
    expect(body.detail).toMatch(
      /\(and 20001 more\) Only the first 20 of 20002 errors are listed\.$/,
    );
    expect(text.length).toBeLessThan(8 * KIB);
  });

  it('to fields with endless names is small', async () => {
    const long = fields(25, (at) => `${at}${'n'.repeat(10_000)}`);
    const { status, text } = await post('/v1/roles', long);
    expect(status).toBe(422);
    expect(text.length).toBeLessThan(16 * KIB);
  });

  it('to a list in which every item is wrong is small', async () => {
    const { text } = await post('/v1/roles', { name: 'r', permissions: Array(60_000).fill(1) });
    expect(text.length).toBeLessThan(8 * KIB);
  });

  it('to a cost estimate with endless parameters is small', async () => {
    const asked = { service_id: 'text', model_id: 'small' };
    for (const count of [20, 15_000]) {
      const { status, text } = await post('/v1/cost-estimates', {
        ...asked,
        parameters: fields(count),
      });
      expect(status).toBe(422);
      expect(text.length).toBeLessThan(24 * KIB);
    }
  });

  it('to a thousand dry runs of unknown fields is small', async () => {
    const request = { method: 'POST', path: '/v1/roles', body: fields(25) };
    const { status, text, body } = await post('/v1/dry-runs', {
      requests: Array(1000).fill(request),
    });
    expect([status, body.results.length]).toEqual([200, 1000]);
    expect(text.length).toBeLessThan(1024 * KIB);
  });

  it('to one dry run names as many errors as the request itself would meet', async () => {
    const request = { method: 'POST', path: '/v1/roles', body: fields(25) };
    const { body } = await post('/v1/dry-runs', { requests: [request] });
    expect(body.results[0].problem.errors).toHaveLength(MOST_FIELD_ERRORS);
  });

  it('never repeats a secret in place of a field or its name', async () => {
    const secret = Secret.generate('application_key').reveal();
    const named = await post('/v1/roles', { [secret]: 1 });
    const nested = await post('/v1/cost-estimates', {
      service_id: 'text',
      model_id: 'small',
      parameters: { [secret]: 1 },
    });
    expect([named.status, nested.status]).toEqual([422, 422]);
    expect(named.text + nested.text).not.toContain(secret.slice(4));
  });

  it('of OAuth is small whatever the form holds', async () => {
    expect(errorDescription('x'.repeat(30_000))).toHaveLength(500);
    const scope = Array.from({ length: 1000 }, (_, at) => `reports.r${at}`).join(' ');
    const { status, text } = await api
      .as(api.team.owner)
      .post('/oauth2/token')
      .type('form')
      .send({ grant_type: 'client_credentials', scope });
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(KIB);
  });
});

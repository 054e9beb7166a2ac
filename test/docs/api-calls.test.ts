import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createTestApi, type TestApi } from '../support/api';
import { codeBlocksOf, documentedPages } from './support/pages';

const run = promisify(execFile);

/** start-pages.test.ts runs the calls of those pages. */
const isRunElsewhere = (page: string) => page.startsWith('docs/start/');

const calls = documentedPages()
  .flatMap(codeBlocksOf)
  .filter(({ page, language }) => language === 'sh' && !isRunElsewhere(page))
  .flatMap(({ title, code }) => {
    const found = code.match(/^curl (?:.*\\\n)*.*$/gm) ?? [];
    return found.map((call) => ({ title, call }));
  });

/** Fails if the status is 400 or higher. */
const CURL = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }\n';

describe('the calls of the API in the documentation', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  async function newKey(): Promise<{ client_id: string; secret: string }> {
    const owner = api.as(api.team.owner);
    const role = { name: 'reader', permissions: ['reports.read'] };
    const { body: reader } = await owner.post('/v1/roles').send(role).expect(201);
    const account = { name: 'reports', role_ids: [reader.id] };
    const { body: reports } = await owner.post('/v1/service-accounts').send(account).expect(201);
    const key = { service_account_id: reports.id, name: 'reports', expires_in: '30d' };
    const { body } = await owner.post('/v1/service-account-keys').send(key).expect(201);
    return body as { client_id: string; secret: string };
  }

  async function newOperatorSecret(): Promise<string> {
    const operator = api.as(api.operator);
    const { body } = await operator.post('/v1/operator/keys').send({}).expect(201);
    return (body as { secret: string }).secret;
  }

  it.each(calls)('are answered, in $title', async ({ call }) => {
    const { client_id, secret } = await newKey();
    const ofOperator = await newOperatorSecret();
    const script =
      CURL + call.replaceAll(/kps_[\w…-]+/g, secret).replaceAll(/kpa_[\w…-]+/g, ofOperator);
    const { stdout } = await run('bash', ['-c', script], {
      env: {
        PATH: process.env.PATH,
        KEYPLANE_ENDPOINT: api.url,
        KEYPLANE_CLIENT_ID: api.team.owner.clientId,
        KEYPLANE_CLIENT_SECRET: api.team.owner.secret,
        OPERATOR_CLIENT_ID: api.operator.clientId,
        OPERATOR_CLIENT_SECRET: api.operator.secret,
        CLIENT_ID: client_id,
        SECRET: secret,
      },
    });
    expect(JSON.parse(stdout)).not.toHaveProperty('valid', false);
    expect(stdout).not.toContain('"outcome":"unknown"');
  });
});

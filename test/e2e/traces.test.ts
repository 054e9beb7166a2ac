import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { PROVIDER_VERSION } from '../../provider/version';
import { buildKeyplane } from '../api/cli/support/keyplane-process';
import { eventually } from '../support/eventually';
import { startOtlpReceiver, type OtlpReceiver } from '../support/otlp-receiver';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { testedProvider } from '../support/tested-provider';
import { SOURCE, VERSIONS } from './support/keyplane-workspace';

const MAIN = `
resource "keyplane_service_account" "ci" {
  name = "ci"
}
resource "keyplane_service_account_key" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "ci"
  expires_at         = "never"
}
`;

const PARENT = '00f067aa0ba902b7';
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** By the route, with the method. */
const REQUESTS = ['POST /v1/service-accounts', 'POST /v1/service-account-keys'];

describe('the trace of an apply', () => {
  const keyplane = buildKeyplane();
  let folder: string;
  let receiver: OtlpReceiver;
  let database: TestDatabase;
  let workspace: TerraformWorkspace;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-traces-'));
    receiver = await startOtlpReceiver();
    database = await createTestDatabase();
    const server = await keyplane.start(['serve'], {
      environment: {
        KEYPLANE_DATABASE_URL: database.url,
        KEYPLANE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_BSP_SCHEDULE_DELAY: '50',
      },
    });
    const url = await server.url();
    const file = await readFile(path.join(server.folder, 'data/bootstrap.json'), 'utf8');
    const { owner } = JSON.parse(file) as { owner: { client_id: string; client_secret: string } };
    workspace = await createTerraformWorkspace({
      files: { 'versions.tf': VERSIONS, 'main.tf': MAIN },
      env: {
        KEYPLANE_ENDPOINT: url,
        KEYPLANE_CLIENT_ID: owner.client_id,
        KEYPLANE_CLIENT_SECRET: owner.client_secret,
      },
      provider: {
        executable: await testedProvider(path.join(folder, 'dist')),
        source: SOURCE,
        version: PROVIDER_VERSION,
      },
    });
    await workspace.init();
  });
  afterAll(async () => {
    await workspace.cleanup();
    await keyplane.stopAll();
    await keyplane.remove();
    await database.drop();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The requests of the provider, once the apply has created everything. */
  async function requestsOfApply() {
    const of = (name: string) => receiver.spans().filter((span) => span.name === name);
    await eventually(() => {
      for (const name of REQUESTS) expect(of(name).length).toBeGreaterThan(0);
      expect(of('POST /v1/runs/finish').length).toBeGreaterThan(0);
    });
    return receiver
      .spans()
      .filter(({ attributes }) => String(attributes['user_agent.original']).includes('terraform'));
  }

  it('leads from the environment of terraform over the requests to the statements in PostgreSQL', async () => {
    workspace.env['TRACEPARENT'] = `00-${TRACE_ID}-${PARENT}-01`;
    await workspace.apply();
    delete workspace.env['TRACEPARENT'];

    const requests = await requestsOfApply();
    expect(new Set(requests.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]));
    expect(new Set(requests.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([PARENT]));

    const below = (spanId: string | undefined) =>
      receiver.spans().filter(({ parentSpanId }) => parentSpanId === spanId);
    const created = requests.find(({ name }) => name === 'POST /v1/service-account-keys');
    const unit = below(created?.spanId).find(({ name }) => name === 'unit of work');
    const insert = below(unit?.spanId).find(({ name }) => name === 'INSERT keys');
    expect(insert).toMatchObject({
      traceId: TRACE_ID,
      attributes: {
        'db.system.name': 'postgresql',
        'db.namespace': new URL(database.url).pathname.slice(1),
        'server.address': new URL(database.url).hostname,
      },
    });

    // PostgreSQL shows the last statement of each connection.
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ query: string }>(
      `SELECT query FROM pg_stat_activity WHERE query LIKE '%traceparent=''00-%'`,
    );
    await client.end();
    expect(rows.map(({ query }) => query)).toContainEqual(
      expect.stringMatching(/ \/\*traceparent='00-[0-9a-f]{32}-[0-9a-f]{16}-01'\*\/$/),
    );
  });

  it('is one trace if only a collector is set, from the plan to the end', async () => {
    const before = receiver.spans().length;
    workspace.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
    await workspace.destroy();
    delete workspace.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    const requests = () =>
      receiver
        .spans()
        .slice(before)
        .filter(({ attributes }) =>
          String(attributes['user_agent.original']).includes('terraform'),
        );
    await eventually(() =>
      expect(requests().map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          'GET /v1/service-accounts/{service_account_id}',
          'DELETE /v1/service-accounts/{service_account_id}',
        ]),
      ),
    );
    const traces = new Set(requests().map(({ traceId }) => traceId));
    expect(traces.size).toBe(process.platform === 'linux' ? 1 : traces.size);
    expect(traces).not.toContain(TRACE_ID);
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import catalog from '../../api/catalog/default-catalog.json';
import { synthesize } from '../../examples/service-keys/synthesize';
import { createTestApi, type TestApi } from '../support/api';
import type { TerraformWorkspace } from '../support/terraform';
import { createServedWorkspace } from './support/served-workspace';

describe('the example of service keys', () => {
  let api: TestApi;
  let outdir: string;
  let workspace: TerraformWorkspace;

  beforeAll(async () => {
    api = await createTestApi();
    await api.as(api.operator).put('/v1/catalog').send(catalog).expect(200);
    outdir = await mkdtemp(path.join(tmpdir(), 'keyplane-service-keys-'));
    const onCall = [api.team.owner.memberId];
    const folder = synthesize({ outdir, stateFile: 'terraform.tfstate', onCall });
    workspace = await createServedWorkspace(api);
    await workspace.write({
      'cdk.tf.json': await readFile(path.join(folder, 'cdk.tf.json'), 'utf8'),
    });
    await workspace.init();
  });
  afterAll(async () => {
    await workspace.cleanup();
    await rm(outdir, { recursive: true, force: true });
    await api.close();
  });

  const output = async (name: string) =>
    String((await workspace.show()).values?.outputs?.[name]?.value);
  const call = async (service: string, paid: object = {}) => {
    const asked = { secret: await output('token'), service_id: service, ...paid };
    const { body } = await api.as(api.team.owner).post('/v1/keys/verify').send(asked);
    return body.code;
  };

  test('applies, and then plans no change', async () => {
    const { stdout } = await workspace.apply();
    expect(stdout).toContain('4 added, 0 changed, 0 destroyed');
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
    const owner = api.as(api.team.owner);
    const { body } = await owner.get('/v1/groups').expect(200);
    expect(body.items).toMatchObject([
      { name: 'on-call', member_ids: [api.team.owner.memberId], topics: ['account_alerts'] },
    ]);
  });

  test('gives a token that can call free services, and paid services once there is money (S3)', async () => {
    const writing = { model_id: 'text-small', reserve: { charge_id: 'call', parameters: {} } };
    expect(await call('language-detection')).toBe('valid');
    expect(await call('text-generation', writing)).toBe('insufficient_funds');
    const credits = `/v1/wallets/${await output('wallet-id')}/credits`;
    const credit = { charge_id: 'credit', amount: '10', currency: 'EUR' };
    await api.as(api.operator).post(credits).send(credit).expect(200);
    expect(await call('text-generation', writing)).toBe('valid');
  });
});

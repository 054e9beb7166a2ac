import { generateKeyPairSync } from 'node:crypto';
import { DAY } from '../support/manual-clock';
import { SERVICE_ACCOUNT_KEY } from './support/key-families';
import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';
import { plannedChange } from './support/planned-change';

const { address, configuration } = SERVICE_ACCOUNT_KEY;

const publicJwk = () =>
  JSON.stringify(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  );

describe('a change that is reverted before the rotation that it waits for', () => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const applied = async (lines: string) => {
    await workspace.configure(configuration(lines));
    await workspace.apply();
    return workspace.applied(address);
  };
  const rotatedOutside = async (id: unknown, body: object) =>
    workspace
      .outside()
      .post(`/v1/service-account-keys/${String(id)}/rotate`)
      .send({ overlap: '1d', ...body })
      .expect(200);

  /** Applies the change during the overlap of a rotation, and reverts it afterward. */
  async function changeAndRestore(original: string, changed: string) {
    const { secret_version: version } = await applied(original);
    const plan = await plannedChange(workspace, address);
    expect(plan.actions).toEqual(['no-op']);
    await workspace.configure(configuration(changed));
    expect((await plannedChange(workspace, address)).text).toContain('will be rotated later');
    await workspace.apply('plan');
    workspace.api.clock.advance(2 * DAY);
    await workspace.configure(configuration(changed));
    expect((await plannedChange(workspace, address)).unknown).toContain('secret_version');

    await workspace.configure(configuration(original));
    const restored = await plannedChange(workspace, address);
    expect(restored.actions).toEqual(['update']);
    expect(restored.unknown).toEqual([]);
    expect(restored.text).not.toContain('rotated');
    await workspace.apply('plan');
    expect(await workspace.applied(address)).toMatchObject({ secret_version: version });
    expect((await plannedChange(workspace, address)).actions).toEqual(['no-op']);
  }

  it('rotates nothing if it is a public key', async () => {
    const [first, second, third] = [publicJwk(), publicJwk(), publicJwk()];
    const having = (jwk: string) => `public_jwk = ${JSON.stringify(jwk)}`;
    const { id } = await applied(having(first));
    await rotatedOutside(id, { public_jwk: JSON.parse(second) as object });
    await workspace.configure(configuration(having(second)));
    await workspace.apply();
    await changeAndRestore(having(second), having(third));
  });

  it('rotates nothing if it replaces a secret with a public key, even without a refresh', async () => {
    const { id } = await applied('');
    await rotatedOutside(id, {});
    await changeAndRestore('', `public_jwk = ${JSON.stringify(publicJwk())}`);
    expect((await plannedChange(workspace, address, '-refresh=false')).actions).toEqual(['no-op']);
  });

  it('rotates nothing if it is a value of `when_changed`', async () => {
    const image = (version: string) => `rotation = { when_changed = { image = "${version}" } }`;
    const { id } = await applied(image('1'));
    await rotatedOutside(id, {});
    await changeAndRestore(image('1'), image('2'));
  });

  it('says that another `kid` alone does not make another key', async () => {
    const jwk = JSON.parse(publicJwk()) as object;
    const named = (kid: string) =>
      `public_jwk = ${JSON.stringify(JSON.stringify({ ...jwk, kid }))}`;
    await applied(named('a'));
    await workspace.configure(configuration(named('b')));
    const plan = await plannedChange(workspace, address);
    expect(plan.actions).toEqual(['no-op']);
    expect(plan.text).toContain('keeps the `kid` of its public key');
  });
});

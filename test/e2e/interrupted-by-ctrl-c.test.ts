import { eventually } from '../support/eventually';
import {
  createKeyplaneWorkspace,
  providerBlock,
  type KeyplaneWorkspace,
} from './support/keyplane-workspace';
import { createUnreliableProxy, type UnreliableProxy } from './support/unreliable-proxy';

const KEYS = 300;

const CONFIG = `
resource "keyplane_application_key" "k" {
  count       = ${KEYS}
  description = "key \${count.index}"
}
`;

describe('Ctrl-C in the middle of an apply against a server that answers', () => {
  let workspace: KeyplaneWorkspace;
  let proxy: UnreliableProxy;
  let outsideKeys: readonly string[];

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
    proxy = await createUnreliableProxy(() => workspace.api.url);
    outsideKeys = await liveKeys();
    await workspace.write({ 'provider.tf': providerBlock(workspace.api, { endpoint: proxy.url }) });
    await workspace.configure(CONFIG);
  });
  afterEach(async () => {
    await workspace.cleanup();
    await proxy.close();
  });

  async function liveKeys(): Promise<readonly string[]> {
    const query = { page_size: 1000 };
    const { body } = await workspace.outside().get('/v1/application-keys').query(query).expect(200);
    return (body.items as { id: string }[]).map(({ id }) => id).sort();
  }
  const keysOfApply = async () => {
    const live = await liveKeys();
    return live.filter((id) => !outsideKeys.includes(id));
  };
  const keysInState = async () => {
    const { values } = await workspace.show();
    return (values?.root_module.resources ?? []).map(({ values: { id } }) => String(id)).sort();
  };

  it('keeps every created key in the state, and a destroy revokes all of them', async () => {
    let creates = 0;
    proxy.decide = ({ method }) => {
      if (method === 'POST') creates += 1;
      return method === 'POST' ? 'delay' : 'deliver';
    };
    const { child, finished } = workspace.start('apply', '-auto-approve', '-parallelism=30');
    await eventually(() => expect(creates).toBeGreaterThan(60), { withinMs: 60_000, everyMs: 2 });
    child.kill('SIGINT');
    const run = await finished;
    expect(run.exitCode).toBe(1);
    const made = await keysOfApply();
    expect(made.length).toBeLessThan(KEYS);
    expect(await keysInState()).toEqual(made);

    proxy.decide = () => 'deliver';
    await workspace.destroy();
    expect(await keysOfApply()).toEqual([]);
  });
});

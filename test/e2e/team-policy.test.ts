import { DAY } from '../support/manual-clock';
import { createUsedWorkspace, type UsedWorkspace } from './support/used-workspace';

const KEY = 'keyplane_service_account_key.ci';

const stack = (expiry = 'expires_in = "30d"', name = 'deploy') => `
resource "keyplane_service_account" "ci" {
  name = "ci"
}
resource "keyplane_service_account_key" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "${name}"
  ${expiry}
}
`;
const application = (expiry = '') => `resource "keyplane_application_key" "a" {\n  ${expiry}\n}\n`;

describe('a plan in a team with a policy for keys', () => {
  let workspace: UsedWorkspace;

  beforeEach(async () => {
    workspace = await createUsedWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const require = (policy: object) =>
    workspace.outside().patch('/v1/team').send(policy).expect(200);
  const plan = async (hcl: string, ...args: string[]) => {
    await workspace.configure(hcl);
    return workspace.judged('plan', ...args);
  };
  const policyCalls = () =>
    workspace.proxy.calls.filter(
      (call) => call !== 'POST /v1/dry-runs' && call !== 'GET /v1/stack',
    );
  const apply = async (hcl: string) => {
    await workspace.configure(hcl);
    await workspace.apply();
  };

  it('refuses a key that lives longer than the team allows, at the attribute that says so', async () => {
    await require({ max_key_lifetime: '60d' });
    const period = await plan(stack('expires_in = "90d"'));
    expect(period.exitCode).toBe(1);
    expect(period.refused).toContain(
      'Service account key "deploy" would live longer than its team',
    );
    expect(period.refused).toMatch(/on main.tf line \d+.*: \d+: expires_in = "90d"/);
    const time = await plan(stack('expires_at = "2999-01-01T00:00:00Z"'));
    expect(time.refused).toMatch(/: \d+: expires_at = "2999-01-01T00:00:00Z"/);
    expect((await plan(stack())).exitCode).toBe(0);
  });

  it('refuses a key without an expiry if the team requires one', async () => {
    await require({ require_expiry: true });
    for (const hcl of [stack('expires_at = "never"'), application()]) {
      const { exitCode, refused } = await plan(hcl);
      expect(exitCode).toBe(1);
      expect(refused).toContain('must expire: its team requires an expiry for every key');
    }
    expect((await plan(application('expires_in = "30d"'))).exitCode).toBe(0);
  });

  it('refuses a delivery that the team does not allow, for a new key and for a rotation', async () => {
    const rotated = (by: string) =>
      stack(`expires_in = "30d"\n rotation = { when_changed = { by = "${by}" } }`);
    await apply(rotated('a'));
    await require({ allowed_secret_deliveries: ['claim', 'encrypted'] });
    // Existing keys stay as they are.
    expect((await plan(rotated('a'))).said).toContain('No changes');
    for (const hcl of [rotated('b'), rotated('a') + application()]) {
      const { exitCode, refused } = await plan(hcl);
      expect(exitCode).toBe(1);
      expect(refused).toContain(
        'may not have secret_delivery = "plain": its team does not allow that',
      );
      expect(refused).toContain('"claim" or "encrypted"');
    }
    const claimed = rotated('b').replace('rotation =', 'secret_delivery = "claim"\n rotation =');
    expect((await plan(claimed)).exitCode).toBe(0);
  });

  it('refuses a replacement like a new key', async () => {
    await apply(stack('expires_in = "30d"'));
    await require({ max_key_lifetime: '60d' });
    const { exitCode, refused } = await plan(stack('expires_in = "90d"'));
    expect(exitCode).toBe(1);
    expect(refused.match(/would live longer/g)).toHaveLength(1);
    await require({ allowed_secret_deliveries: ['claim'] });
    expect((await plan(stack(), '-replace', KEY)).refused).toContain(
      'its team does not allow that',
    );
  });

  it('refuses only what Keyplane would refuse', async () => {
    await require({ max_key_lifetime: '60d', require_expiry: true });
    await apply(stack('expires_in = "60d"'));
    expect((await plan(stack('expires_in = "7d"'))).exitCode).toBe(0);
  });

  it('reads the policy once, and warns if the credentials may not read it', async () => {
    const many = Array.from({ length: 30 }, (_, n) =>
      application('expires_in = "30d"').replace('"a"', `"a${n}"`),
    ).join('');
    workspace.proxy.calls.length = 0;
    await plan(many);
    expect(policyCalls()).toEqual(['GET /v1/whoami']);
    workspace.proxy.calls.length = 0;
    workspace.proxy.refuses = (call) => call === 'GET /v1/whoami';
    const { exitCode, said } = await plan(many);
    expect(exitCode).toBe(0);
    expect(said).toContain("Planned without the team's policies");
    expect(policyCalls()).toHaveLength(1);
  });

  it('reports once that a key expires within 14 days, but not if it is replaced or destroyed', async () => {
    await apply(stack('expires_in = "30d"'));
    expect((await plan(stack('expires_in = "30d"'))).said).not.toContain(') expires at');
    workspace.api.clock.advance(20 * DAY);
    const { said } = await plan(stack('expires_in = "30d"'));
    expect(said).toMatch(
      /Warning: Service account key "deploy" \(\w+\) expires at \S+Z .* remains valid for 10 days/,
    );
    for (const hcl of [stack('expires_in = "60d"'), '']) {
      expect((await plan(hcl)).said).not.toContain(') expires at');
    }
    await workspace.configure(stack('expires_in = "30d"', 'renamed'));
    const applied = await workspace.judged('apply', '-auto-approve');
    expect(applied.said.match(/\) expires at/g)).toHaveLength(1);
    expect(applied.said).not.toContain('similar warning');
  });

  it('reports only the expiry of an expired key', async () => {
    await apply(stack('expires_in = "30d"'));
    workspace.api.clock.advance(31 * DAY);
    const { said } = await plan(stack('expires_in = "30d"'));
    expect(said).toMatch(/Service account key "deploy" \(sak_\w+\) has expired/);
    expect(said).not.toContain(') expires at');
  });
});

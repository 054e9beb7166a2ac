import { shownTime } from '../../provider/terraform-plugin';
import { DAY, HOUR } from '../support/manual-clock';
import { CLOSE_MS } from '../support/tested-provider';
import { KEY_FAMILIES, SERVICE_ACCOUNT_KEY } from './support/key-families';
import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';
import { plannedChange } from './support/planned-change';

const ROTATED = [
  'masked_secret',
  'previous_secret_ends_at',
  'rotation_due_at',
  'secret',
  'secret_created_at',
  'secret_version',
];

describe('a declared rotation', () => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const works = async (key: Readonly<Record<string, unknown>>) => {
    const credentials = { clientId: String(key.client_id), secret: String(key.secret) };
    return (await workspace.api.as(credentials).get('/v1/whoami')).status === 200;
  };
  const later = (instant: unknown, milliseconds: number) =>
    new Date(Date.parse(String(instant)) + milliseconds).toISOString();

  describe.each(KEY_FAMILIES)('of $family', ({ address, configuration }) => {
    const configure = (rotation: string) =>
      workspace.configure(configuration(`rotation = { ${rotation} }`));

    it('is planned once it is due, says what ends when, and replaces nothing', async () => {
      await configure('every = "30d", overlap = "2d"');
      await workspace.apply();
      const before = await workspace.applied(address);
      expect(before.rotation_due_at).toBe(later(before.secret_created_at, 30 * DAY));
      expect((await plannedChange(workspace, address)).actions).toEqual(['no-op']);

      workspace.api.clock.advance(30 * DAY);
      const plan = await plannedChange(workspace, address);
      expect(plan.actions).toEqual(['update']);
      expect(plan.unknown).toEqual(ROTATED);
      expect(plan.text).toContain(`(${before.id}) will be rotated`);
      expect(plan.text).toContain(
        `due for rotation since ${shownTime(String(before.rotation_due_at))}`,
      );
      expect(plan.text).toContain(
        `secret (${before.masked_secret}, version ${before.secret_version}) remains valid and ENDS 2d AFTER THIS APPLY`,
      );

      await workspace.apply('plan');
      const after = await workspace.applied(address);
      const { id, client_id, created_at, expires_at } = before;
      expect(after).toMatchObject({ id, client_id, created_at, expires_at });
      expect(after.secret).not.toBe(before.secret);
      expect(Number(after.secret_version)).toBeGreaterThan(Number(before.secret_version));
      expect(after.previous_secret_ends_at).toBe(later(after.secret_created_at, 2 * DAY));
      for (const refresh of [[], ['-refresh=false']]) {
        const { actions } = await plannedChange(workspace, address, ...refresh);
        expect(actions).toEqual(['no-op']);
      }
    });
  });

  const { address, configuration } = SERVICE_ACCOUNT_KEY;
  const configure = (rotation: string, more = '') =>
    workspace.configure(configuration(`rotation = { ${rotation} }\n  ${more}`));
  const applied = async (rotation: string, more = '') => {
    await configure(rotation, more);
    await workspace.apply();
    return workspace.applied(address);
  };
  const plan = (...args: string[]) => plannedChange(workspace, address, ...args);
  const outside = async (id: unknown, body: object = {}) =>
    workspace.outside().post(`/v1/service-account-keys/${id}/rotate`).send(body).expect(200);

  it('keeps both secrets valid during the overlap, and then only the new one', async () => {
    const before = await applied('every = "30d"');
    workspace.api.clock.advance(31 * DAY);
    await workspace.apply();
    const after = await workspace.applied(address);
    workspace.api.clock.advance(24 * HOUR - CLOSE_MS);
    expect([await works(before), await works(after)]).toEqual([true, true]);
    workspace.api.clock.advance(CLOSE_MS);
    expect([await works(before), await works(after)]).toEqual([false, true]);
    expect((await plan()).actions).toEqual(['no-op']);
  });

  it('is applied within its early window', async () => {
    const { rotation_due_at: dueAt } = await applied('every = "30d", early_window = "7d"');
    workspace.api.clock.advance(22 * DAY);
    expect((await plan()).actions).toEqual(['no-op']);
    workspace.api.clock.advance(1 * DAY);
    const { actions, text } = await plan();
    expect(actions).toEqual(['update']);
    expect(text).toContain(`is due for rotation at ${shownTime(String(dueAt))}`);
    expect(text).toContain('`early_window` before that has begun');
  });

  it('becomes due only by a refresh', async () => {
    await applied('every = "30d"');
    workspace.api.clock.advance(31 * DAY);
    expect((await plan('-refresh=false')).actions).toEqual(['no-op']);
    expect((await plan()).actions).toEqual(['update']);
  });

  it('has a new due time with another period, and does not rotate because of that', async () => {
    const before = await applied('every = "30d"');
    workspace.api.clock.advance(10 * DAY);
    await configure('every = "7d", overlap = "1d"');
    const { actions, after, unknown, text } = await plan();
    expect(actions).toEqual(['update']);
    expect(unknown).toEqual([]);
    expect(after).toMatchObject({
      secret_version: before.secret_version,
      rotation_due_at: later(before.secret_created_at, 7 * DAY),
    });
    expect(text).not.toContain('rotated');
    await workspace.apply();
    expect((await workspace.applied(address)).secret).toBe(before.secret);
    expect((await plan()).unknown).toEqual(ROTATED);
  });

  it('is canceled by a longer period in the plan that would have rotated', async () => {
    await applied('every = "30d"');
    workspace.api.clock.advance(31 * DAY);
    await configure('every = "60d"');
    const { actions, unknown } = await plan();
    expect({ actions, unknown }).toEqual({ actions: ['update'], unknown: [] });
  });

  it('follows the values of `when_changed`, whose first values are only noted', async () => {
    const before = await applied('every = "30d"');
    await configure('every = "30d", when_changed = { image = "1" }');
    expect((await plan()).unknown).toEqual([]);
    await workspace.apply();
    await configure('every = "30d", when_changed = { image = "2" }');
    const { unknown, text } = await plan();
    expect(unknown).toEqual(ROTATED);
    expect(text).toContain('`rotation.when_changed` has changed in "image"');
    await workspace.apply();
    const after = await workspace.applied(address);
    expect(after.secret).not.toBe(before.secret);
    expect((await plan()).actions).toEqual(['no-op']);
  });

  it('waits for the end of an overlap, and is then applied', async () => {
    const first = await applied('when_changed = { image = "1" }');
    const second = await applied('when_changed = { image = "2" }');
    await configure('when_changed = { image = "3" }');
    const postponed = await plan();
    expect(postponed.unknown).toEqual([]);
    expect(postponed.text).toContain('will be rotated later, when its previous rotation is over');
    expect(postponed.text).toContain(
      `remains valid until ${shownTime(String(second.previous_secret_ends_at))}`,
    );
    await workspace.apply();
    expect(await works(first)).toBe(true);
    expect((await workspace.applied(address)).secret).toBe(second.secret);
    expect(await plan()).toMatchObject({
      actions: ['no-op'],
      text: expect.stringContaining('will be rotated later'),
    });
    workspace.api.clock.advance(25 * HOUR);
    const due = await plan();
    expect(due.unknown).toEqual(expect.arrayContaining(['secret', 'secret_version']));
    expect(due.text).toContain('`rotation.when_changed` has changed in "image"');
    await workspace.apply();
    const third = await workspace.applied(address);
    expect([await works(second), await works(third)]).toEqual([true, true]);
    expect((await plan()).text).not.toContain('will be rotated');
  });

  it('is decided during the apply if it depends on values that are known only then', async () => {
    const seed = (input: string) => `
resource "terraform_data" "image" {
  input = "${input}"
}`;
    const rotation = 'rotation = { when_changed = { image = terraform_data.image.output } }';
    await workspace.configure(configuration(rotation) + seed('1'));
    await workspace.apply();
    const before = await workspace.applied(address);
    await workspace.configure(configuration(rotation) + seed('2'));
    const { unknown, text } = await plan();
    expect(unknown).toContain('secret_version');
    expect(text).toContain('may be rotated by this apply');
    await workspace.apply();
    expect((await workspace.applied(address)).secret).not.toBe(before.secret);
    expect((await plan()).actions).toEqual(['no-op']);
  });

  it('does not happen for an expired key', async () => {
    await workspace.configure(
      configuration('rotation = { every = "7d" }').replace(
        'expires_at         = "never"',
        'expires_in = "14d"',
      ),
    );
    await workspace.apply();
    workspace.api.clock.advance(15 * DAY);
    expect((await plan()).actions).toEqual(['no-op']);
  });

  it('does not happen if the key is replaced', async () => {
    await applied('every = "30d"');
    workspace.api.clock.advance(31 * DAY);
    const { actions } = await plan(`-replace=${address}`);
    expect(actions).toEqual(['delete', 'create']);
    await workspace.apply('plan');
    expect((await plan()).actions).toEqual(['no-op']);
  });

  it('is reported with its author and time if it happened outside Terraform', async () => {
    const before = await applied('every = "30d"');
    workspace.api.clock.advance(HOUR);
    const { body } = await outside(before.id, { overlap: '2h' });
    const { text, actions } = await plan();
    expect(actions).toEqual(['no-op']);
    expect(text).toContain(
      `Service account key "deploy" (${before.id}) was rotated outside Terraform`,
    );
    expect(text).toContain(
      `${workspace.api.team.owner.memberId} rotated it at ${shownTime(body.secret_created_at)}`,
    );
    expect(text).toContain(
      `Version ${before.secret_version} remains valid until ${shownTime(body.retiring_secret.retires_at)}`,
    );
    await workspace.apply();
    expect(await workspace.applied(address)).toMatchObject({
      secret: null,
      secret_version: body.secret_version,
      rotation_due_at: later(body.secret_created_at, 30 * DAY),
    });
  });

  it('does not fail an apply without a refresh if it happened outside Terraform', async () => {
    const before = await applied('every = "30d"');
    await outside(before.id, { overlap: '2h' });
    await configure('every = "40d"', 'enabled = false');
    await workspace.apply('-refresh=false');
    expect(await workspace.applied(address)).toMatchObject({
      enabled: false,
      secret_version: before.secret_version,
    });
    expect((await plan()).text).toContain('was rotated outside Terraform');
  });

  it('is due again after an import', async () => {
    const { id } = await applied('every = "30d"');
    await workspace.run('state', 'rm', address);
    workspace.api.clock.advance(31 * DAY);
    await workspace.import(address, String(id));
    // Keyplane has kept the period, so the first plan knows it already.
    expect((await plan()).unknown).toEqual(expect.arrayContaining(['secret', 'secret_version']));
    await workspace.apply();
    expect(await workspace.applied(address)).toMatchObject({
      id,
      secret: expect.stringMatching(/^kps_/),
    });
  });
});

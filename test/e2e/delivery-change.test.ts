import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { compactDecrypt } from 'jose';
import { DAY, HOUR } from '../support/manual-clock';
import { SERVICE_ACCOUNT_KEY } from './support/key-families';
import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';
import { plannedChange } from './support/planned-change';

const { address, configuration, path } = SERVICE_ACCOUNT_KEY;

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = (key: KeyObject) => JSON.stringify(JSON.stringify(key.export({ format: 'jwk' })));
const recipientOf = ({ publicKey }: { publicKey: KeyObject }) =>
  `recipient_jwk = ${jwk(publicKey)}`;
const publicKeyOf = ({ publicKey }: { publicKey: KeyObject }) => `public_jwk = ${jwk(publicKey)}`;
const rotateFor = (value: string) => `rotation = { when_changed = { by = "${value}" } }`;

describe('a changed delivery of a key’s secret', () => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const configure = (...settings: string[]) =>
    workspace.configure(configuration(settings.join('\n  ')));
  const plan = (...args: string[]) => plannedChange(workspace, address, ...args);
  const apply = async (...settings: string[]) => {
    await configure(...settings);
    await workspace.apply();
    expect((await plan()).actions).toEqual(['no-op']);
    return workspace.applied(address);
  };
  const planError = async () => {
    const { exitCode, stderr } = await workspace.run('plan');
    expect(exitCode).toBe(1);
    return stderr.replace(/\n[│╵╷]?\s*/g, ' ');
  };

  it('removes a plain secret from the state immediately, and changes nothing else', async () => {
    const before = await apply('secret_delivery = "plain"');
    await configure('secret_delivery = "claim"');
    const { actions, after, unknown, text } = await plan();
    expect({ actions, unknown }).toEqual({ actions: ['update'], unknown: [] });
    expect(after).toEqual({ ...before, secret_delivery: 'claim', secret: null });
    expect(text).toContain('is delivered in the new way from its next rotation on');
    expect(text).toContain('`secret` BECOMES NULL');
    await workspace.apply();
    const { stdout } = await workspace.run('state', 'pull');
    expect(stdout).not.toContain(before.secret);
    expect((await plan()).actions).toEqual(['no-op']);
    const credentials = { clientId: String(before.client_id), secret: String(before.secret) };
    await workspace.api.as(credentials).get('/v1/whoami').expect(200);
  });

  it('applies from the next rotation, even from claim to plain', async () => {
    await apply('secret_delivery = "claim"', rotateFor('1'));
    const between = await apply('secret_delivery = "plain"', rotateFor('1'));
    expect(between).toMatchObject({ secret_delivery: 'plain', secret: null });
    const after = await apply('secret_delivery = "plain"', rotateFor('2'));
    expect(after.secret).toMatch(/^kps_/);
  });

  it('rotates immediately if the same change asks for a rotation', async () => {
    const before = await apply(rotateFor('1'));
    await configure('secret_delivery = "claim"', rotateFor('2'));
    const { text, after } = await plan();
    expect(text).toContain('The new secret is in no state: for 24h it can be claimed');
    expect(text).not.toContain('delivered in the new way');
    expect(after).toMatchObject({ secret: null, secret_jwe: null });
    await workspace.apply();
    const key = await workspace.applied(address);
    expect(key).toMatchObject({ secret: null, id: before.id, client_id: before.client_id });
    expect(key.secret_version).not.toBe(before.secret_version);
  });

  it('encrypts for the new recipient from the next rotation', async () => {
    const [first, second] = [pair(), pair()];
    const before = await apply(recipientOf(first), rotateFor('1'));
    const between = await apply(recipientOf(second), rotateFor('1'));
    expect(between.secret_jwe).toBe(before.secret_jwe);
    await configure(recipientOf(second), rotateFor('2'));
    expect((await plan()).text).toContain('in `secret_jwe`, for the recipient alone');
    await workspace.apply();
    const { secret_jwe: jwe } = await workspace.applied(address);
    const { plaintext } = await compactDecrypt(String(jwe), second.privateKey);
    expect(Buffer.from(plaintext).toString()).toMatch(/^kps_/);
  });

  it('removes the encrypted secret from the state if somebody rotated the key outside', async () => {
    const { id } = await apply(recipientOf(pair()));
    const rotation = { secret_delivery: 'plain' };
    await workspace.outside().post(`${path}/${id}/rotate`).send(rotation).expect(200);
    expect((await plan()).text).toContain('was rotated outside Terraform');
    await workspace.apply();
    expect(await workspace.applied(address)).toMatchObject({
      secret: null,
      secret_jwe: null,
      secret_delivery: 'encrypted',
    });
  });

  describe('to a public key', () => {
    const onServer = async (id: unknown) =>
      (await workspace.outside().get(`${path}/${id}`).expect(200)).body;

    it('rotates in place to another public key, and both are valid during the overlap', async () => {
      const before = await apply(publicKeyOf(pair()));
      await configure(publicKeyOf(pair()));
      const { actions, text } = await plan();
      expect(actions).toEqual(['update']);
      expect(text).toContain('`public_jwk` was changed');
      expect(text).toContain(
        `public key (version ${before.secret_version}) remains valid and ENDS 24h`,
      );
      await workspace.apply();
      const after = await workspace.applied(address);
      expect(after).toMatchObject({ id: before.id, client_id: before.client_id });
      expect(await onServer(before.id)).toMatchObject({
        secret_version: after.secret_version,
        retiring_secret: { secret_version: before.secret_version },
      });
      expect((await plan()).actions).toEqual(['no-op']);
    });

    it('waits for the end of an overlap, and is then applied', async () => {
      await apply(publicKeyOf(pair()));
      await apply(publicKeyOf(pair()));
      const third = publicKeyOf(pair());
      await configure(third);
      expect((await plan()).text).toContain('will be rotated later');
      const postponed = await apply(third);
      workspace.api.clock.advance(25 * HOUR);
      expect((await plan()).unknown).toContain('secret_version');
      const after = await apply(third);
      expect(after.secret_version).not.toBe(postponed.secret_version);
      expect((await onServer(after.id)).public_jwk).toEqual(JSON.parse(String(after.public_jwk)));
    });

    it('rotates nothing if it is reverted before the overlap is over', async () => {
      await apply(publicKeyOf(pair()));
      const present = publicKeyOf(pair());
      const { secret_version } = await apply(present);
      await apply(publicKeyOf(pair()));
      await apply(present);
      expect(await plan()).toMatchObject({
        actions: ['no-op'],
        text: expect.not.stringContaining('rotated'),
      });
      workspace.api.clock.advance(25 * HOUR);
      expect((await plan()).actions).toEqual(['no-op']);
      expect(await onServer((await workspace.applied(address)).id)).toMatchObject({
        secret_version,
        retiring_secret: null,
      });
    });

    it('replaces a secret by a public key, and a public key by a secret', async () => {
      const before = await apply('');
      const key = await apply(publicKeyOf(pair()));
      expect(key).toMatchObject({ id: before.id, secret: null, secret_delivery: 'public_key' });
      workspace.api.clock.advance(25 * HOUR);
      await configure('');
      expect(await planError()).toContain('The public key is missing');
      const after = await apply('secret_delivery = "plain"');
      expect(after).toMatchObject({ id: before.id, secret: expect.stringMatching(/^kps_/) });
    });

    it('plans nothing for the same public key in another spelling or with other members', async () => {
      const { publicKey } = pair();
      await apply(`public_jwk = ${jwk(publicKey)}`);
      const more = { use: 'sig', ...publicKey.export({ format: 'jwk' }), alg: 'ES256' };
      await configure(`public_jwk = ${JSON.stringify(JSON.stringify(more))}`);
      expect((await plan()).actions).toEqual(['no-op']);
    });

    it('sets the public key again if somebody rotated to a secret outside', async () => {
      const settings = publicKeyOf(pair());
      const { id } = await apply(settings);
      const rotation = { secret_delivery: 'plain' };
      await workspace.outside().post(`${path}/${id}/rotate`).send(rotation).expect(200);
      const { actions, unknown } = await plan();
      expect(actions).toEqual(['update']);
      expect(unknown).toContain('secret_version');
      await apply(settings);
      expect((await onServer(id)).public_jwk).not.toBeNull();
    });

    it('asks the owner for a new public key when its period is over, and rotates nothing', async () => {
      await apply(publicKeyOf(pair()), 'rotation = { every = "30d" }');
      workspace.api.clock.advance(31 * DAY);
      const { actions, text } = await plan();
      expect(actions).toEqual(['no-op']);
      expect(text).toContain('needs a new public key');
    });
  });

  describe('of a key that was imported', () => {
    const imported = async (...settings: string[]) => {
      const { id } = await apply(...settings);
      await workspace.run('state', 'rm', address);
      await workspace.import(address, String(id));
      return id;
    };

    it.each([
      ['plain', ['secret_delivery = "plain"']],
      ['claim', ['secret_delivery = "claim"']],
    ])('plans nothing if the configuration says %s, as before', async (_name, settings) => {
      await imported(...settings);
      expect((await plan()).actions).toEqual(['no-op']);
    });

    it('may be "encrypted" without a recipient until a new secret is needed', async () => {
      const id = await imported(recipientOf(pair()));
      await configure('secret_delivery = "encrypted"', rotateFor('1'));
      expect((await plan()).actions).toEqual(['update']);
      await workspace.apply();
      await configure('secret_delivery = "encrypted"', rotateFor('2'));
      expect(await planError()).toContain('The secret has no recipient');
      const after = await apply(recipientOf(pair()), rotateFor('2'));
      expect(after).toMatchObject({ id, secret_jwe: expect.any(String) });
    });

    it('keeps the public key that Keyplane returns', async () => {
      const settings = publicKeyOf(pair());
      await imported(settings);
      expect((await plan()).actions).toEqual(['no-op']);
    });
  });

  it('is planned again if a secret is sealed with a lost master key', async () => {
    const before = await apply('secret_delivery = "claim"');
    await workspace.api.database.knex('secret_claims').update({ lost_at: 1, sealed_secret: null });
    const { unknown, text } = await plan();
    expect(unknown).toContain('secret_version');
    expect(text).toContain('under a master key that Keyplane has lost');
    const after = await apply('secret_delivery = "claim"');
    expect(after).toMatchObject({ id: before.id });
    expect(after.secret_version).not.toBe(before.secret_version);
  });
});

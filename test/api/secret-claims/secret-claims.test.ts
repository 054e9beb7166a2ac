import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { DAY, HOUR, MINUTE } from '../../support/manual-clock';
import {
  drawRecipient,
  FAMILIES,
  pathOf,
  startKeyFamilies,
  type Family,
  type KeyFamiliesApi,
} from '../keys/key-families';
import type { Agent } from '../teams/organization';

const CLAIM = { secret_delivery: 'claim' };

/**
 * The text that the refusal contains. A service account can never use an application key.
 */
const CLAIMING: Readonly<Record<Family, string>> = {
  application_key: 'An application key belongs to a member',
  service_account_key: 'service_account_keys.claim',
  token: 'service_key_tokens.claim',
};

describe.each(DATABASES)('a secret that is kept to be claimed, on %s,', (on) => {
  let api: KeyFamiliesApi;

  beforeEach(async () => {
    api = await startKeyFamilies(on);
  });
  afterEach(() => api.close());

  /** The answer to a claim that is allowed and finds nothing. */
  const unavailable = async (id: string, by: Agent = api.owner, body: object = {}) => {
    const answer = await api.claim(id, by, body).expect(200);
    expect(answer.body.secret).toBeNull();
    return answer.body.unavailable as string;
  };
  const refusal = async (id: string, by: Agent, body: object = {}) => {
    const { status, body: problem } = await api.claim(id, by, body);
    return `${status} ${problem.code}`;
  };
  const stateOf = async (family: Family, id: string) =>
    (await api.read(family, id)).secret_claim as { state: string; claimable_until: string };

  test('is kept no longer than its key lives', async () => {
    const key = await api.created('service_account_key', { ...CLAIM, expires_in: '1h' });
    const { claimable_until } = await stateOf('service_account_key', key.id);
    expect(claimable_until).toBe(key.expires_at);
  });

  test.each(FAMILIES)(
    'of a %s can be fetched any number of times within its window',
    async (family) => {
      const key = await api.created(family, { ...CLAIM, claim_window: '2h' });
      const until = new Date(api.clock.now().getTime() + 2 * HOUR).toISOString();
      expect(await stateOf(family, key.id)).toMatchObject({
        state: 'waiting',
        claimable_until: until,
      });
      const first = await api.claim(key.id).expect(200);
      expect(first.body).toEqual({
        key_id: key.id,
        client_id: key.client_id,
        secret_version: key.secret_version,
        secret: expect.stringMatching(/^kp[ast]_\w{49}$/),
        unavailable: null,
        claimable_until: until,
      });
      expect(await api.works(key, first.body.secret)).toBe(true);
      api.clock.advance(2 * HOUR - MINUTE);
      const version = { secret_version: key.secret_version };
      expect((await api.claim(key.id, api.owner, version).expect(200)).body).toEqual(first.body);
      expect(await stateOf(family, key.id)).toMatchObject({ state: 'claimed' });

      api.clock.advance(MINUTE);
      expect(await unavailable(key.id)).toBe('window_over');
      expect(await stateOf(family, key.id)).toMatchObject({ state: 'claimed' });
      const trail = await api.owner.get(`/v1/audit-events?target_id=${key.id}`).expect(200);
      const actions = trail.body.items.map(({ action }: { action: string }) => action);
      expect(
        actions.filter((action: string) => action === `${family}.secret_claimed`),
      ).toHaveLength(2);
      expect(JSON.stringify(trail.body)).not.toContain(first.body.secret);
    },
  );

  test('waits a day by default, and is erased from the database when its time is over', async () => {
    const key = await api.created('token', CLAIM);
    const sealed = () =>
      api.database.knex('secret_claims').where({ key_id: key.id }).pluck('sealed_secret');
    expect(await sealed()).toEqual([expect.stringMatching(/^v1\./)]);
    api.clock.advance(DAY - 1);
    await api.slices.secretClaims.purge();
    expect(await sealed()).toEqual([expect.any(String)]);
    expect(await stateOf('token', key.id)).toMatchObject({ state: 'waiting' });
    api.clock.advance(1);
    expect(await stateOf('token', key.id)).toMatchObject({ state: 'over' });
    await api.slices.secretClaims.purge();
    expect(await sealed()).toEqual([null]);
    expect(await stateOf('token', key.id)).toMatchObject({ state: 'over' });
    expect(await unavailable(key.id)).toBe('window_over');
  });

  test('does not open in the row of another secret', async () => {
    const one = await api.created('token', CLAIM);
    const other = await api.created('token', CLAIM);
    const claims = () => api.database.knex('secret_claims');
    const [row] = await claims().where({ key_id: one.id });
    await claims().where({ key_id: other.id }).update({ sealed_secret: row.sealed_secret });
    await api.claim(other.id).expect(500);
    await api.claim(one.id).expect(200);
  });

  test('does not open if somebody moves its row to another key', async () => {
    const theirs = await api.created('service_account_key', CLAIM);
    const { body: mine } = await api
      .create('service_account_key', CLAIM, {}, api.admin)
      .expect(201);
    const secrets = () => api.database.knex('key_secrets');
    await secrets().where({ key_id: mine.id }).delete();
    const stolen = { key_id: mine.id, created_by: api.admin.id };
    await secrets().where({ key_id: theirs.id }).update(stolen);
    expect(await unavailable(mine.id, api.admin)).toBe('not_kept');
    await api.database.knex('secret_claims').update({ key_id: mine.id });
    await api.claim(mine.id, api.admin).expect(500);
  });

  test('is fetched anew each time: an Idempotency-Key keeps no copy that outlives it', async () => {
    const key = await api.created('service_account_key', CLAIM);
    const once = { 'Idempotency-Key': 'b5b3a1f0-9c55-4b0e-9f0d-2f6f9f5f3c11' };
    const claim = () => api.owner.post(`/v1/keys/${key.id}/claim`, {}, once).expect(200);
    expect((await claim()).body.secret).toMatch(/^kps_/);
    await api.owner.delete(pathOf('service_account_key', key.id)).expect(204);
    expect((await claim()).body).toMatchObject({ secret: null, unavailable: 'key_gone' });
  });

  test.each(FAMILIES)(
    'is not available for a %s that is revoked, expired, rotated or was never kept',
    async (family) => {
      const revoked = await api.created(family, CLAIM);
      await api.owner.delete(pathOf(family, revoked.id)).expect(204);
      expect(await unavailable(revoked.id)).toBe('key_gone');
      const kept = await api.database.knex('secret_claims').where({ key_id: revoked.id });
      expect(kept).toMatchObject([{ sealed_secret: null }]);

      const expiring = await api.created(family, {
        ...CLAIM,
        expires_at: undefined,
        expires_in: '1h',
      });
      api.clock.advance(HOUR);
      expect(await unavailable(expiring.id)).toBe('key_gone');

      const plain = await api.created(family);
      expect(await unavailable(plain.id)).toBe('not_kept');

      const first = await api.created(family, CLAIM);
      const second = await api.rotated(family, first.id, { overlap: '1h' });
      const version = { secret_version: first.secret_version };
      expect(await unavailable(first.id, api.owner, version)).toBe('superseded');
      const { body } = await api.claim(first.id).expect(200);
      expect(body.secret_version).toBe(second.secret_version);
      const recipient = { recipient_jwk: drawRecipient().jwk };
      const third = await api.rotated(family, plain.id, recipient);
      expect(await unavailable(third.id)).toBe('not_kept');
      expect(await refusal(third.id, api.owner, { secret_version: Number.MAX_SAFE_INTEGER })).toBe(
        '404 not_found',
      );
    },
  );

  test('is for its creator or the named claimant, each with the permission', async () => {
    const permitted = await api.account(api.owner, ['service_account_keys.claim']);
    const reader = await api.account(api.owner, ['service_account_keys.read']);
    const { id } = await api.created('service_account_key', {
      ...CLAIM,
      claimant_id: permitted.id,
    });
    expect(await stateOf('service_account_key', id)).toMatchObject({ claimant_id: permitted.id });
    const claimed = await api.claim(id, permitted).expect(200);
    expect((await api.claim(id).expect(200)).body.secret).toBe(claimed.body.secret);

    expect(await refusal(id, api.admin)).toBe('403 insufficient_permissions');
    const forReader = await api.rotated('service_account_key', id, { claimant_id: reader.id });
    expect(await refusal(forReader.id, reader)).toBe('403 insufficient_permissions');
    expect(await refusal(forReader.id, permitted)).toBe('403 insufficient_permissions');
    await api.claim(id).expect(200);

    const trail = await api.owner.get(`/v1/audit-events?page_size=1000`).expect(200);
    const refusals = trail.body.items
      .filter(({ action }: { action: string }) => action === 'claimSecret')
      .map((event: { actor: { id: string }; outcome: string; target: { id: string } }) => [
        event.actor.id,
        event.outcome,
        event.target.id,
      ]);
    expect(refusals).toEqual([
      [permitted.id, 'insufficient_permissions', id],
      [reader.id, 'insufficient_permissions', id],
      [api.admin.id, 'insufficient_permissions', id],
    ]);
  });

  test('is for the caller who rotated last, and no longer for the creator', async () => {
    const key = await api.created('service_account_key', CLAIM);
    await api.rotate('service_account_key', key.id, {}, {}, api.admin).expect(200);
    expect(await refusal(key.id, api.owner)).toBe('403 insufficient_permissions');
    await api.claim(key.id, api.admin).expect(200);
  });

  test('is for no caller who may do less than the key', async () => {
    const role = await api.owner
      .post('/v1/roles', { name: 'reports', permissions: ['reports.read'] })
      .expect(201);
    await api.owner
      .patch(`/v1/service-accounts/${api.accountId}`, { role_ids: [role.body.id] })
      .expect(200);
    const lacking = await api.account(api.owner, ['service_account_keys.claim']);
    const holding = await api.account(api.owner, ['service_account_keys.claim', 'reports.read']);
    const { id } = await api.created('service_account_key', { ...CLAIM, claimant_id: lacking.id });
    expect(await refusal(id, lacking)).toBe('403 role_escalation');
    await api.rotated('service_account_key', id, { claimant_id: holding.id });
    await api.claim(id, holding).expect(200);
  });

  test('looks to another team like a secret that does not exist', async () => {
    const answers = async (id: string) => {
      const { status, body } = await api.claim(id, api.stranger);
      return { status, body: { ...body, request_id: '' } };
    };
    const absent: Readonly<Record<Family, string>> = {
      application_key: 'ak_0',
      service_account_key: 'sak_0',
      token: 'tok_0',
    };
    for (const family of FAMILIES) {
      const { id } = await api.created(family, CLAIM);
      const foreign = await answers(id);
      expect(foreign.status).toBe(404);
      expect(foreign).toEqual(await answers(absent[family]));
    }
    expect(await refusal('key_0', api.owner)).toBe('404 not_found');
  });

  test('does not reveal whether the key exists to a caller without the permission', async () => {
    const nobody = await api.account(api.owner, ['reports.read']);
    for (const family of FAMILIES) {
      const { id } = await api.created(family, CLAIM);
      const known = await api.claim(id, nobody).expect(403);
      expect(known.body.detail).toContain(CLAIMING[family]);
      const unknown = await api.claim(`${id.slice(0, id.indexOf('_'))}_0`, nobody).expect(403);
      expect(unknown.body.detail).toBe(known.body.detail);
    }
  });

  test('is for its own member alone if it belongs to an application key (S1)', async () => {
    const { id } = await api.created('application_key', CLAIM);
    expect(await refusal(id, api.admin)).toBe('404 not_found');
    await api.claim(id).expect(200);
  });

  describe('of a personal token', () => {
    let token: { id: string; client_id: string };

    beforeEach(async () => {
      const serviceKey = await api.paidKey({ member_ids: [api.user.id] });
      token = await api.token(api.user, serviceKey.id, 'personal');
    });

    test('is for its member alone if an admin rotated it, whatever the delivery (S3)', async () => {
      for (const body of [{}, CLAIM, { claim_window: '1h' }, { claimant_id: api.user.id }]) {
        const rotated = await api.rotate('token', token.id, body, {}, api.admin).expect(200);
        expect(rotated.body).toMatchObject({
          secret: null,
          secret_jwe: null,
          secret_delivery: 'claim',
          secret_claim: { state: 'waiting', claimant_id: api.user.id },
        });
        expect(await refusal(token.id, api.admin)).toBe('403 insufficient_permissions');
        expect(await refusal(token.id, api.colleague)).toBe('404 not_found');
        const { body: claimed } = await api.claim(token.id, api.user).expect(200);
        expect(await api.works(token, claimed.secret)).toBe(true);
      }
    });

    test('reaches nobody else if another member rotates it', async () => {
      const { jwk } = drawRecipient();
      const bad: [object, string][] = [
        [{ secret_delivery: 'plain' }, '/secret_delivery'],
        [{ recipient_jwk: jwk }, '/secret_delivery'],
        [{ public_jwk: jwk }, '/secret_delivery'],
        [{ claimant_id: api.admin.id }, '/claimant_id'],
      ];
      for (const [body, pointer] of bad) {
        const refused = await api.rotate('token', token.id, body, {}, api.admin).expect(422);
        expect(refused.body.errors).toEqual([
          expect.objectContaining({ pointer, code: 'member_only' }),
        ]);
      }
    });

    test('can be delivered by claim to its member from the start', async () => {
      const serviceKey = await api.paidKey({ member_ids: [api.user.id] });
      const made = await api.token(api.user, serviceKey.id, 'personal', CLAIM);
      expect((await api.claim(made.id, api.user).expect(200)).body.secret).toMatch(/^kpt_/);
      expect(await refusal(made.id, api.owner)).toBe('403 insufficient_permissions');
    });
  });

  test('of a shared token can be for a member who sees no other token', async () => {
    const { id } = await api.created('token', { ...CLAIM, claimant_id: api.user.id });
    await api.user.get(pathOf('token', id)).expect(404);
    await api.claim(id, api.user).expect(200);
    expect(await refusal(id, api.colleague)).toBe('404 not_found');
  });

  test('is looked up once for a whole list, however many keys it has', async () => {
    const queriesOfList = async () => {
      let count = 0;
      // Other tables are read in the background at any time.
      const counting = ({ sql }: { sql: string }) => {
        if (sql.includes('secret_claims')) count += 1;
      };
      api.database.knex.on('query', counting);
      const listed = await api.list('token');
      api.database.knex.removeListener('query', counting);
      expect(listed.every(({ secret_claim }) => secret_claim !== null)).toBe(true);
      return count;
    };
    await api.created('token', CLAIM);
    expect(await queriesOfList()).toBe(1);
    for (let n = 0; n < 5; n += 1) await api.created('token', CLAIM);
    expect(await queriesOfList()).toBe(1);
  });

  test('stays claimable while the key is first used, and does not record the creation', async () => {
    const headers = { 'Keyplane-Stack': 's', 'Keyplane-Run': 'r1' };
    const key = await api.created('service_account_key', CLAIM, headers);
    const { body } = await api.claim(key.id).expect(200);
    const unrecorded = () =>
      api.database.knex('creations').where({ resource_id: key.id, recorded_at: null });
    expect(await unrecorded()).toHaveLength(1);
    expect(await api.works(key, body.secret)).toBe(true);
    await eventually(async () => expect(await unrecorded()).toEqual([]));
    await api.claim(key.id).expect(200);
  });

  test.each([
    ['a version that is not a number', { secret_version: 'newest' }, '/secret_version'],
    ['a version below one', { secret_version: 0 }, '/secret_version'],
    ['a field of its own', { secret: 'please' }, '/secret'],
  ])('is refused for %s', async (_, body, pointer) => {
    const { id } = await api.created('token', CLAIM);
    const refused = await api.claim(id, api.owner, body).expect(422);
    expect(refused.body.errors[0]).toMatchObject({ pointer });
  });
});

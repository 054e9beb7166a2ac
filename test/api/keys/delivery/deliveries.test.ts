import { randomUUID } from 'node:crypto';
import { DATABASES } from '../../../support/api';
import { someInFastRun } from '../../../support/effort';
import { HOUR } from '../../../support/manual-clock';
import {
  drawPublicJwk,
  drawRecipient,
  FAMILIES,
  pathOf,
  startKeyFamilies,
  type Family,
  type KeyFamiliesApi,
  type WireKey,
} from '../key-families';

const recipient = drawRecipient();
const publicJwk = drawPublicJwk();
const otherPublicJwk = drawPublicJwk();

type Delivery = 'plain' | 'claim' | 'encrypted' | 'public_key';

const REQUEST: Readonly<Record<Delivery, object>> = {
  plain: { secret_delivery: 'plain' },
  claim: { secret_delivery: 'claim' },
  encrypted: { secret_delivery: 'encrypted', recipient_jwk: recipient.jwk },
  public_key: { secret_delivery: 'public_key', public_jwk: publicJwk },
};
const DELIVERIES = Object.keys(REQUEST) as Delivery[];

describe.each(DATABASES)('the delivery of a secret, on %s,', (on) => {
  let api: KeyFamiliesApi;

  beforeAll(async () => {
    api = await startKeyFamilies(on);
  });
  afterAll(() => api.close());

  const CASES = FAMILIES.flatMap((family) =>
    DELIVERIES.map((delivery): [Family, Delivery] => [family, delivery]),
  );

  /** Gets the secret, however it was delivered. */
  async function secretOf(key: WireKey, delivery: Delivery): Promise<string | null> {
    expect(key.secret_delivery).toBe(delivery);
    expect(key.secret === null).toBe(delivery !== 'plain');
    expect(key.secret_jwe === null).toBe(delivery !== 'encrypted');
    expect(key.public_jwk === null).toBe(delivery !== 'public_key');
    expect(key.masked_secret === null).toBe(delivery === 'public_key');
    expect(key.secret_claim === null).toBe(delivery !== 'claim');
    expect(key).toMatchObject({ secret_created_by: api.owner.id, unconfirmed_rotation: false });
    switch (delivery) {
      case 'plain':
        return key.secret;
      case 'claim':
        return (await api.claim(key.id).expect(200)).body.secret;
      case 'encrypted':
        return recipient.open(key.secret_jwe);
      case 'public_key':
        return null;
    }
  }

  test.each(CASES)(
    'of a new %s works by %s, and no other answer shows the secret',
    async (family, delivery) => {
      const key = await api.created(family, REQUEST[delivery]);
      const secret = await secretOf(key, delivery);
      expect(await api.works(key, secret)).toBe(delivery !== 'public_key');
      const shown = [await api.read(family, key.id), ...(await api.list(family))];
      for (const answer of shown) expect(answer).not.toHaveProperty('secret');
      const found = shown.filter(({ id }) => id === key.id);
      expect(found).toHaveLength(2);
      for (const { secret_delivery, secret_version } of found) {
        expect({ secret_delivery, secret_version }).toEqual({
          secret_delivery: delivery,
          secret_version: key.secret_version,
        });
      }
      if (secret !== null) expect(JSON.stringify(shown)).not.toContain(secret);
    },
  );

  test.each(someInFastRun(CASES, 3))(
    'of a rotated %s works by %s, whatever the old delivery was',
    async (family, delivery) => {
      for (const before of DELIVERIES) {
        const old = await api.created(family, REQUEST[before]);
        const oldSecret = await secretOf(old, before);
        // Rotating to the current public key is refused.
        const wanted = {
          ...REQUEST[delivery],
          ...(delivery === 'public_key' && { public_jwk: otherPublicJwk }),
        };
        const key = await api.rotated(family, old.id, { ...wanted, overlap: '1h' });
        expect(key.secret_version).toBeGreaterThan(old.secret_version);
        expect(key).toMatchObject({
          id: old.id,
          client_id: old.client_id,
          retiring_secret: {
            secret_version: old.secret_version,
            masked_secret: old.masked_secret,
          },
        });
        const secret = await secretOf(key, delivery);
        expect(await api.works(key, oldSecret)).toBe(before !== 'public_key');
        expect(await api.works(key, secret)).toBe(delivery !== 'public_key');
        await api.owner.delete(pathOf(family, key.id)).expect(204);
      }
    },
  );

  test.each(FAMILIES)(
    'of a rotated %s stays the same if the request says nothing',
    async (family) => {
      const asBefore: Readonly<Record<Delivery, object>> = {
        plain: {},
        claim: {},
        encrypted: { recipient_jwk: recipient.jwk },
        public_key: { public_jwk: otherPublicJwk },
      };
      for (const delivery of DELIVERIES) {
        const { id } = await api.created(family, REQUEST[delivery]);
        const key = await api.rotated(family, id, asBefore[delivery]);
        expect(key.secret_delivery).toBe(delivery);
        await api.owner.delete(pathOf(family, id)).expect(204);
      }
    },
  );

  test('is implied by other fields: a recipient by JWK or PEM, a public key', async () => {
    const implied = async (body: object) =>
      (await api.created('service_account_key', body)).secret_delivery;
    expect(await implied({})).toBe('plain');
    expect(await implied({ recipient_jwk: recipient.jwk })).toBe('encrypted');
    expect(await implied({ public_jwk: publicJwk })).toBe('public_key');
    const key = await api.created('service_account_key', { recipient_pem: recipient.pem });
    expect(await api.works(key, await recipient.open(key.secret_jwe))).toBe(true);
    for (const { id } of await api.list('service_account_key')) {
      await api.owner.delete(pathOf('service_account_key', id)).expect(204);
    }
  });

  test('is in the audit trail, but the secret is not', async () => {
    const key = await api.created('application_key', REQUEST.plain);
    const rotated = await api.rotated('application_key', key.id, REQUEST.claim);
    const claimed = await api.claim(rotated.id).expect(200);
    const trail = await api.owner.get(`/v1/audit-events?target_id=${rotated.id}`).expect(200);
    const events = trail.body.items.map(
      (event: { action: string; after: { secret_delivery?: string; secret_version: number } }) => [
        event.action,
        event.after.secret_delivery,
        event.after.secret_version,
      ],
    );
    expect(events).toEqual(
      expect.arrayContaining([
        ['application_key.created', 'plain', key.secret_version],
        ['application_key.rotated', 'claim', rotated.secret_version],
        ['application_key.secret_claimed', undefined, rotated.secret_version],
      ]),
    );
    for (const secret of [key.secret, claimed.body.secret]) {
      expect(JSON.stringify(trail.body)).not.toContain(secret);
    }
  });

  test('has the public key in the audit trail, and how long the previous key remains valid', async () => {
    const key = await api.created('service_account_key', REQUEST.public_key);
    const next = drawPublicJwk();
    const body = { public_jwk: next, overlap: '1h' };
    await api.rotated('service_account_key', key.id, body);
    const retires_at = new Date(api.clock.now().getTime() + HOUR).toISOString();
    const trail = await api.owner.get(`/v1/audit-events?target_id=${key.id}`).expect(200);
    expect(trail.body.items[0]).toMatchObject({
      action: 'service_account_key.rotated',
      before: { public_jwk: publicJwk, retiring_secret: null },
      after: {
        public_jwk: next,
        retiring_secret: { secret_version: key.secret_version, retires_at },
      },
    });
  });

  test('is the same if a rotation is repeated under its Idempotency-Key, and rotates once', async () => {
    for (const delivery of DELIVERIES) {
      const { id } = await api.created('token', REQUEST.plain);
      const header = { 'Idempotency-Key': randomUUID() };
      const once = await api.rotated('token', id, REQUEST[delivery], header);
      const again = await api.rotated('token', id, REQUEST[delivery], header);
      expect(again).toEqual(once);
    }
  });

  test('of a rotated token can be a text file, even for the claimant (S3)', async () => {
    const { id } = await api.created('token');
    const text = { accept: 'text/plain' };
    const rotated = await api.rotate('token', id, {}, text).expect(200);
    expect(rotated.text).toMatch(/^kpt_\w{49}\n$/);
    await api.rotate('token', id, REQUEST.claim, text).expect(200).expect('content-type', /json/);
    const claimed = await api.claim(id).set(text).expect(200);
    expect(claimed.text).toMatch(/^kpt_\w{49}\n$/);
    expect(claimed.headers['content-disposition']).toContain(`${id}.txt`);
  });

  describe('is refused if it makes no sense, and the error names the field:', () => {
    const BAD: [string, object, string, string][] = [
      ['an unknown delivery', { secret_delivery: 'mail' }, '/secret_delivery', 'invalid_value'],
      [
        'encrypted for nobody',
        { secret_delivery: 'encrypted' },
        '/recipient_jwk',
        'recipient_required',
      ],
      [
        'a public key without one',
        { secret_delivery: 'public_key' },
        '/public_jwk',
        'public_jwk_required',
      ],
      [
        'a claim with a public key',
        { secret_delivery: 'claim', public_jwk: publicJwk },
        '/public_jwk',
        'delivery_mismatch',
      ],
      [
        'plain with a recipient',
        { secret_delivery: 'plain', recipient_jwk: recipient.jwk },
        '/recipient_jwk',
        'delivery_mismatch',
      ],
      [
        'plain with a PEM',
        { secret_delivery: 'plain', recipient_pem: recipient.pem },
        '/recipient_pem',
        'delivery_mismatch',
      ],
      [
        'a recipient and a public key',
        { recipient_jwk: recipient.jwk, public_jwk: publicJwk },
        '/public_jwk',
        'delivery_mismatch',
      ],
      [
        'two recipients',
        { recipient_jwk: recipient.jwk, recipient_pem: recipient.pem },
        '/recipient_pem',
        'two_recipients',
      ],
      ['a window without a claim', { claim_window: '1h' }, '/claim_window', 'delivery_mismatch'],
      [
        'a window under a minute',
        { secret_delivery: 'claim', claim_window: '59s' },
        '/claim_window',
        'claim_window_out_of_range',
      ],
      [
        'a window over a week',
        { secret_delivery: 'claim', claim_window: '8d' },
        '/claim_window',
        'claim_window_out_of_range',
      ],
      [
        'a window over every period',
        { secret_delivery: 'claim', claim_window: '99999999d' },
        '/claim_window',
        'claim_window_out_of_range',
      ],
      [
        'a window that is not a period',
        { secret_delivery: 'claim', claim_window: 'soon' },
        '/claim_window',
        'invalid_format',
      ],
      ['a private key', { public_jwk: { ...publicJwk, d: 'AA' } }, '/public_jwk', 'private_key'],
      [
        'a private recipient',
        { recipient_jwk: { ...recipient.jwk, d: 'AA' } },
        '/recipient_jwk',
        'private_key',
      ],
      ['text where a key belongs', { public_jwk: 'none' }, '/public_jwk', 'invalid_type'],
    ];
    test.each(BAD)('%s', async (_, body, pointer, code) => {
      for (const family of FAMILIES) {
        const { id } = await api.created(family, REQUEST.plain);
        const before = await api.read(family, id);
        for (const answer of [await api.create(family, body), await api.rotate(family, id, body)]) {
          expect(answer.status).toBe(422);
          expect(answer.body.errors).toEqual([
            expect.objectContaining({ pointer, code, message: expect.any(String) }),
          ]);
          // The sentence names the field, for clients that show only the sentence.
          if (code === 'delivery_mismatch') expect(answer.body.detail).toContain(pointer.slice(1));
        }
        expect(await api.read(family, id)).toEqual(before);
        await api.owner.delete(pathOf(family, id)).expect(204);
      }
    });

    test('a claimant who is not in the team, or any claimant of an application key', async () => {
      const claim = { secret_delivery: 'claim' };
      const outsider = await api.foundTeam('Outsiders');
      for (const claimant_id of ['mem_0', outsider.id]) {
        for (const family of ['service_account_key', 'token'] as const) {
          const refused = await api.create(family, { ...claim, claimant_id }).expect(422);
          expect(refused.body.errors).toEqual([
            expect.objectContaining({ pointer: '/claimant_id', code: 'unknown_claimant' }),
          ]);
        }
      }
      const own = { ...claim, claimant_id: api.admin.id };
      const refused = await api.create('application_key', own).expect(422);
      expect(refused.body.errors).toEqual([
        expect.objectContaining({ pointer: '/claimant_id', code: 'unknown_field' }),
      ]);
    });

    test('but not an invited claimant, who can claim it after accepting', async () => {
      const person = { email: 'invited@example.com', name: 'Invited', team_role: 'user' };
      const invited = await api.owner.post('/v1/members', person).expect(201);
      for (const family of ['service_account_key', 'token'] as const) {
        const claim = { secret_delivery: 'claim', claimant_id: invited.body.id };
        await api.create(family, claim).expect(201);
      }
    });

    test('of the first token of a service key, below shared_token', async () => {
      const body = { name: 'other', accept_terms: '2026-11', plan: 'paid' };
      const answer = await api.owner
        .post('/v1/service-keys', { ...body, shared_token: { claim_window: '1h' } })
        .expect(422);
      expect(answer.body.errors).toEqual([
        expect.objectContaining({ pointer: '/shared_token/claim_window' }),
      ]);
      const kept = await api.owner
        .post('/v1/service-keys', { ...body, shared_token: REQUEST.claim })
        .expect(201);
      const { shared_token: token } = kept.body;
      expect(token).toMatchObject({ secret: null, secret_claim: { state: 'waiting' } });
      expect((await api.claim(token.id).expect(200)).body.secret).toMatch(/^kpt_/);
    });
  });
});

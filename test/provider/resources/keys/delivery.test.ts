import { unknown } from '../../../../provider/terraform-plugin';
import {
  type ConfiguredDelivery,
  deliveryFaults,
  deliveryRequest,
  intendedDelivery,
  missingForNextSecret,
  samePem,
} from '../../../../provider/resources/keys/delivery';
import { samePublicKey } from '../../../../provider/resources/keys/public-jwk';

const NOTHING = {
  secret_delivery: null,
  recipient_jwk: null,
  recipient_pem: null,
  public_jwk: null,
  claim_window: null,
  claimant_id: null,
};

const intended = (config: Partial<ConfiguredDelivery>, prior: string | null = null) =>
  intendedDelivery({ ...NOTHING, ...config }, prior);

describe('the delivery of the next secret', () => {
  it.each([
    [{}, null, 'plain'],
    [{}, 'claim', 'claim'],
    [{ secret_delivery: 'claim' }, 'plain', 'claim'],
    [{ recipient_jwk: '{}' }, 'plain', 'encrypted'],
    [{ recipient_pem: 'pem' }, null, 'encrypted'],
    [{ public_jwk: '{}' }, 'plain', 'public_key'],
    [{}, 'encrypted', 'encrypted'],
  ])('of %j after %s is %s', (config, prior, expected) => {
    expect(intended(config, prior)).toBe(expected);
  });

  it.each(['secret_delivery', 'recipient_jwk', 'recipient_pem', 'public_jwk'])(
    'is unknown while %s is unknown',
    (name) => {
      expect(intended({ [name]: unknown }, 'plain')).toBe(unknown);
    },
  );

  it('is known if it is configured, even if the recipient is unknown', () => {
    expect(intended({ secret_delivery: 'encrypted', recipient_jwk: unknown })).toBe('encrypted');
  });

  it('is not reported as incomplete while the values that it needs are unknown', () => {
    const missing = (config: Partial<ConfiguredDelivery>) =>
      missingForNextSecret(intended(config), { ...NOTHING, ...config })?.attribute;
    expect(missing({ secret_delivery: 'encrypted' })).toBe('secret_delivery');
    expect(missing({ secret_delivery: 'encrypted', recipient_pem: unknown })).toBeUndefined();
    expect(missing({ secret_delivery: 'public_key' })).toBe('secret_delivery');
    expect(missing({ secret_delivery: 'public_key', public_jwk: unknown })).toBeUndefined();
  });

  it('is not reported as contradictory while a value is unknown', () => {
    const faults = (config: Partial<ConfiguredDelivery>) =>
      deliveryFaults({ ...NOTHING, ...config }).map(({ attribute }) => attribute);
    expect(faults({ secret_delivery: unknown, recipient_jwk: '{}' })).toEqual([]);
    expect(faults({ secret_delivery: unknown, claim_window: '1h' })).toEqual([]);
    expect(faults({ recipient_jwk: unknown, recipient_pem: 'pem' })).toEqual([]);
    expect(faults({ claim_window: unknown })).toEqual([]);
    expect(faults({ claim_window: '1h', claimant_id: 'mem_1' })).toEqual([
      'claim_window',
      'claimant_id',
    ]);
  });

  it('is sent with the fields that belong to it, and no others', () => {
    expect(deliveryRequest(NOTHING)).toEqual({ secret_delivery: 'plain' });
    const claim = { secret_delivery: 'claim', claim_window: '1h', claimant_id: 'mem_1' };
    expect(deliveryRequest({ ...NOTHING, ...claim })).toEqual(claim);
    expect(deliveryRequest({ ...NOTHING, recipient_jwk: '{"kty":"EC"}' })).toEqual({
      secret_delivery: 'encrypted',
      recipient_jwk: { kty: 'EC' },
    });
    expect(deliveryRequest({ ...NOTHING, public_jwk: '{"kty":"OKP"}' })).toEqual({
      secret_delivery: 'public_key',
      public_jwk: { kty: 'OKP' },
    });
  });

  it.each([
    ['omits a default window that an import left', 'plain', '1d', undefined],
    ['asks for any other window, which Keyplane then refuses', 'plain', '1h', '1h'],
    ['asks for the default window of a claim', 'claim', '24h', '24h'],
  ])('%s', (_what, secret_delivery, claim_window, expected) => {
    const request = deliveryRequest({ ...NOTHING, secret_delivery, claim_window });
    expect(request.claim_window).toBe(expected);
  });
});

describe('two spellings of one key', () => {
  it('are the same PEM whatever the line breaks', () => {
    expect(samePem('-----BEGIN-----\nAB\nC\n', '-----BEGIN-----\r\nABC')).toBe(true);
    expect(samePem('AB', 'AC')).toBe(false);
  });

  it('are the same public key, even with another `kid` and `use`', () => {
    const same = (a: object, b: object) => samePublicKey(JSON.stringify(a), JSON.stringify(b));
    expect(same({ kty: 'EC', x: '1', use: 'sig' }, { alg: 'ES256', x: '1', kty: 'EC' })).toBe(true);
    expect(same({ kty: 'EC', x: '1' }, { kty: 'EC', x: '2' })).toBe(false);
    expect(same({ kty: 'EC', x: '1', kid: 'a' }, { kty: 'EC', x: '1' })).toBe(true);
  });
});

import { unknown } from '../../../../provider/terraform-plugin';
import { rotationFaults, validateKey } from '../../../../provider/resources/keys/validate';
import { fakeKeyplane } from './support/fake-keyplane';

type Rotation = Parameters<typeof rotationFaults>[0];
const faults = (over: object) =>
  rotationFaults({
    every: null,
    overlap: null,
    early_window: null,
    when_changed: null,
    ...over,
  } as Rotation).map(({ detail }) => detail);

describe('a rotation in the configuration', () => {
  it.each<[string, object]>([
    ['is absent', {}],
    ['has a period', { every: '90d' }],
    ['overlaps for less than its period', { every: '90d', overlap: '89d' }],
    ['has an early window', { every: '90d', overlap: '48h', early_window: '7d' }],
    ['has a period that is not known yet', { every: unknown, early_window: '7d' }],
    ['has an early window that is not known yet', { every: '1d', early_window: unknown }],
    ['has an overlap that is not known yet', { every: '1d', overlap: unknown }],
    ['watches values only', { when_changed: { color: 'red' } }],
  ])('is valid if it %s', (_what, rotation) => {
    expect(faults(rotation)).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['a malformed period', { every: 'soon' }, /`rotation\.every`/],
    ['a period of nothing', { every: '0d' }, /every` \(0d\) must be longer than 0\. Remove it/],
    ['an overlap of nothing', { every: '30d', overlap: '0s' }, /\(0s\) must .*0\. Set it to "1s"/],
    [
      'an early window of nothing',
      { every: '30d', early_window: '0s' },
      /\(0s\) must .* Remove it/,
    ],
    ['an early window without a period', { early_window: '7d' }, /Set `rotation\.every` as well/],
    ['an early window as long as the period', { every: '7d', early_window: '7d' }, /shorter/],
    [
      'an overlap as long as the period',
      { every: '48h', overlap: '2d' },
      /`rotation\.overlap` \(2d\)/,
    ],
    ['the default overlap in a short period', { every: '24h' }, /24h by default/],
    [
      'an overlap that ends within the early window',
      { every: '10d', overlap: '4d', early_window: '7d' },
      /minus `early_window` \(7d\)/,
    ],
  ])('is refused for %s', (_what, rotation, text) => {
    expect(faults(rotation)).toEqual([expect.stringMatching(text)]);
  });

  it('is not judged while it is unknown as a whole', () => {
    expect(rotationFaults(unknown)).toEqual([]);
    expect(rotationFaults(null)).toEqual([]);
  });

  it('is judged together with the delivery, so that one validation shows both', () => {
    const { context, said } = fakeKeyplane();
    const config = {
      secret_delivery: 'plain',
      recipient_jwk: null,
      recipient_pem: 'PEM',
      public_jwk: null,
      claim_window: null,
      claimant_id: null,
      rotation: { every: null, overlap: null, early_window: '7d', when_changed: null },
    };
    validateKey(config, context);
    expect(said).toEqual(['error: Conflicting attributes', 'error: Impossible rotation']);
  });
});

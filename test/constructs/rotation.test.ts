import 'cdktf/lib/testing/adapters/jest';
import { ApplicationKey, Expiry, Rotation, ServiceAccount, ServiceKey } from '@keyplane/cdktf';
import { TerraformVariable, Testing } from 'cdktf';
import { createStack, synthesize } from './support/synthesis';

Testing.setupJest();

const EXPIRES = { expires: Expiry.after('90d') };

describe('a rotation', () => {
  test.each<[string, Rotation, object]>([
    ['after a period', Rotation.every('30d'), { every: '30d' }],
    [
      'after a period, with all that can be said',
      Rotation.every('30d', { overlap: '2d', earlyWindow: '12h', whenChanged: { image: 'v1' } }),
      { every: '30d', overlap: '2d', early_window: '12h', when_changed: { image: 'v1' } },
    ],
    [
      'only with a value',
      Rotation.whenChanged({ image: 'v1' }, { overlap: '1h' }),
      { overlap: '1h', when_changed: { image: 'v1' } },
    ],
  ])('is given as one value: %s', (_, rotation, attribute) => {
    const stack = createStack();
    new ServiceAccount(stack, 'ci').addKey('deploy', { ...EXPIRES, rotation });
    new ApplicationKey(stack, 'laptop', { rotation });
    new ServiceKey(stack, 'app', { acceptTerms: '1' }).addToken('w', { ...EXPIRES, rotation });
    const { resources } = synthesize(stack);
    for (const family of ['application_key', 'service_account_key', 'service_key_token']) {
      expect(resources(`keyplane_${family}`)).toMatchObject([{ rotation: attribute }]);
    }
  });

  test.each<[string, () => Rotation, string]>([
    ['no period', () => Rotation.every('monthly'), '"monthly" is not a period'],
    ['an overlap that is none', () => Rotation.every('30d', { overlap: 'a day' }), 'not a period'],
    [
      'an empty overlap next to values',
      () => Rotation.whenChanged({}, { overlap: '' }),
      'not a period',
    ],
    ['too long an overlap', () => Rotation.every('2d', { overlap: '48h' }), 'overlap (48h) must'],
    [
      'a period that is not longer than the default overlap',
      () => Rotation.every('24h'),
      '(24h, the default',
    ],
    [
      'an overlap that meets the early window',
      () => Rotation.every('3d', { overlap: '1d', earlyWindow: '2d' }),
      '(3d less 2d)',
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('does not check a period that only Terraform will know', () => {
    const stack = createStack();
    const { stringValue } = new TerraformVariable(stack, 'period', { type: 'string' });
    const rotation = Rotation.every(stringValue, { overlap: '400d' });
    new ServiceAccount(stack, 'ci').addKey('deploy', { ...EXPIRES, rotation });
    expect(synthesize(stack).resources('keyplane_service_account_key')).toMatchObject([
      { rotation: { every: '${var.period}' } },
    ]);
  });
});

import { fc } from '../../support/property';
import { Secret, type KeyFamily } from '../../../api/domain/secret';
import { parseSecret } from '../../../provider/functions/parse-secret';

describe('parse_secret', () => {
  it('accepts every secret that the API makes', () => {
    const families: KeyFamily[] = ['application_key', 'service_account_key', 'token'];
    fc.assert(
      fc.property(fc.constantFrom(...families), (family) => {
        const secret = Secret.generate(family);
        expect(parseSecret(secret.reveal())).toEqual({
          kind: family,
          checksum_valid: true,
          masked: secret.masked,
        });
      }),
    );
  });

  it('notices one wrong character at any position', () => {
    const text = Secret.generate('token').reveal();
    for (let index = 4; index < text.length; index += 1) {
      const other = text[index] === 'a' ? 'b' : 'a';
      const mistyped = text.slice(0, index) + other + text.slice(index + 1);
      expect(parseSecret(mistyped)).toMatchObject({ kind: 'token', checksum_valid: false });
    }
  });

  it.each(['', 'hunter2', 'kpx_', `kps_${'a'.repeat(48)}`, ` kps_${'a'.repeat(49)}`])(
    'does not accept %j as a secret',
    (text) => {
      expect(parseSecret(text)).toEqual({ kind: null, checksum_valid: false, masked: null });
    },
  );
});

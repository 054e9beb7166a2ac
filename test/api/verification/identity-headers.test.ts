import { headerSafe } from '../../../api/verification/identity-headers';

describe('a name in a header', () => {
  it.each(['CI pipeline', '报表', 'a\r\nKeyplane-Team-Id: x', 'ü,;="\\', '🔑', '100%'])(
    'is ASCII and reads back as %j',
    (name) => {
      expect(headerSafe(name)).toMatch(/^[\x21-\x7e]*$/);
      expect(decodeURIComponent(headerSafe(name))).toBe(name);
    },
  );

  it('is cut between two characters, so that nginx can read all headers of the answer', () => {
    const safe = headerSafe('🔑'.repeat(200));
    expect(safe).toHaveLength(600);
    expect(decodeURIComponent(safe)).toBe('🔑'.repeat(50));
  });

  it('never fails on half a character', () => {
    expect(decodeURIComponent(headerSafe('a\ud83d'))).toBe('a\ufffd');
  });
});

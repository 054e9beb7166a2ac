import { inspect } from 'node:util';
import { fc } from '../../support/property';
import { Secret, SECRET_PATTERN, SECRET_PREFIX, type KeyFamily } from '../../../api/domain/secret';

const families = Object.keys(SECRET_PREFIX) as KeyFamily[];

describe('a secret', () => {
  it.each(families)('of a %s parses back to the same credential', (family) => {
    const secret = Secret.generate(family);
    const parsed = Secret.parse(secret.reveal());
    expect(parsed?.family).toBe(family);
    expect(parsed?.hash).toBe(secret.hash);
  });

  it('has a prefix, 43 random and 6 checksum characters', () => {
    expect(Secret.generate('service_account_key').reveal()).toMatch(/^kps_[0-9A-Za-z]{49}$/);
  });

  it('is found in any text by one expression', () => {
    const text = Secret.generate('application_key').reveal();
    for (const around of [`export KEY="${text}";`, `/search/a%20${text}`, `KEY_${text}_`]) {
      expect(SECRET_PATTERN.exec(around)?.[0]).toBe(text);
    }
  });

  it('is refused by its checksum if any single character is changed', () => {
    const text = Secret.generate('token').reveal();
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: text.length - 1 }),
        fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
        (at, character) => {
          fc.pre(text[at] !== character);
          return Secret.parse(text.slice(0, at) + character + text.slice(at + 1)) === undefined;
        },
      ),
    );
  });

  it.each(['', 'kps_', 'kpx_' + 'a'.repeat(49), 'Bearer kps_x', ' '.repeat(53)])(
    'is not %j',
    (text) => {
      expect(Secret.parse(text)).toBeUndefined();
    },
  );

  it('never shows its clear text when printed, logged or serialized', () => {
    const secret = Secret.generate('service_account_key');
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect(secret, { showHidden: true, depth: 5 }),
      JSON.stringify(Object.entries(secret)),
    ].join();
    expect(shown).not.toContain(secret.reveal());
    expect(shown).toContain(secret.masked);
  });

  it('is masked to its prefix, first four and last four characters', () => {
    const secret = Secret.generate('application_key');
    const text = secret.reveal();
    expect(secret.masked).toBe(`kpa_${text.slice(4, 8)}…${text.slice(-4)}`);
  });
});

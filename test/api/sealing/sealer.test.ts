import { randomBytes } from 'node:crypto';
import { fc } from '../../support/property';
import { SealError, createSealer, sealedUnder } from '../../../api/sealing/sealer';

const former = randomBytes(32);
const latter = randomBytes(32);
const sealer = createSealer({ current: former, previous: null });

test('a sealed text shows nothing of its content, and opens to the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plaintext, place) => {
      expect(sealer.open(sealer.seal(plaintext, place), place)).toBe(plaintext);
    }),
  );
  const sealed = sealer.seal('kpa_clear', 'row/1');
  expect(sealed).not.toContain('kpa_clear');
  expect(sealer.seal('kpa_clear', 'row/1')).not.toBe(sealed);
});

test('a sealed text opens in no other place', () => {
  expect(() => sealer.open(sealer.seal('text', 'row/1'), 'row/2')).toThrow(SealError);
});

test('a sealed text with any changed character does not open', () => {
  const sealed = sealer.seal('some text', 'row/1');
  for (let at = 0; at < sealed.length; at += 1) {
    const character = sealed[at] === 'A' ? 'B' : 'A';
    const altered = sealed.slice(0, at) + character + sealed.slice(at + 1);
    // The last character of a base64url part may contain unused bits. Changing only these changes
    // nothing.
    if (bytesOf(altered).equals(bytesOf(sealed))) continue;
    expect(() => sealer.open(altered, 'row/1')).toThrow(SealError);
  }
});

test('a shortened tag does not open', () => {
  const sealed = sealer.seal('some text', 'row/1');
  for (let cut = 1; cut < 24; cut += 1) {
    expect(() => sealer.open(sealed.slice(0, -cut), 'row/1')).toThrow(SealError);
  }
});

test('another master key opens nothing; as the previous key it opens but does not seal', () => {
  const sealed = sealer.seal('text', 'row/1');
  const other = createSealer({ current: latter, previous: null });
  expect(() => other.open(sealed, 'row/1')).toThrow(SealError);

  const changing = createSealer({ current: latter, previous: former });
  expect(changing.open(sealed, 'row/1')).toBe('text');
  expect(sealedUnder(changing.seal('text', 'row/1'))).toBe(other.keyIds.current);
});

test('a text that is sealed with a further secret opens only with it', () => {
  const sealed = sealer.sealWith('header-1', 'answer', 'row/1');
  expect(sealer.openWith('header-1', sealed, 'row/1')).toBe('answer');
  expect(() => sealer.openWith('header-2', sealed, 'row/1')).toThrow(SealError);
  expect(() => sealer.openWith('', sealed, 'row/1')).toThrow(SealError);
  expect(() => sealer.open(sealed, 'row/1')).toThrow(SealError);
  expect(() => sealer.openWith('header-1', sealer.seal('text', 'row/1'), 'row/1')).toThrow(
    SealError,
  );
});

test('hashes for lookups differ by purpose and master key, and those of the previous key are still found', () => {
  const [lookup] = sealer.hmacs('a', 'text');
  expect(lookup).toMatch(/^[0-9a-f]{64}$/);
  expect(sealer.hmacs('a', 'text')).toEqual([lookup]);
  expect(sealer.hmacs('b', 'text')).not.toEqual([lookup]);
  expect(sealer.hmacs('a', 'other')).not.toEqual([lookup]);

  const [own, found, ...more] = createSealer({ current: latter, previous: former }).hmacs(
    'a',
    'text',
  );
  expect(own).not.toBe(lookup);
  expect(found).toBe(lookup);
  expect(more).toEqual([]);
});

function bytesOf(sealed: string): Buffer {
  const [version, keyId, ...parts] = sealed.split('.');
  const decoded = parts.map((part) => Buffer.from(part, 'base64url'));
  return Buffer.concat([Buffer.from(`${version}.${keyId}.${parts.length}`), ...decoded]);
}

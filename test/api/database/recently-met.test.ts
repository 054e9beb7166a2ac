import { createRecentlyMet } from '../../../api/database/recently-met';

it('recognizes a key that it has seen recently', () => {
  const metLately = createRecentlyMet();
  expect(metLately('key_a')).toBe(false);
  expect(metLately('key_b')).toBe(false);
  expect(metLately('key_a')).toBe(true);
  expect(metLately('key_a')).toBe(true);
});

it('remembers thousands of keys, and forgets old ones after many others', () => {
  const metLately = createRecentlyMet();
  const met = (from: number, to: number) => {
    let known = 0;
    for (let at = from; at < to; at += 1) if (metLately(`key_${at}`)) known += 1;
    return known;
  };
  expect(met(0, 4000)).toBeLessThan(5);
  expect(met(0, 4000)).toBeGreaterThan(3700);
  met(10_000, 310_000);
  expect(met(0, 4000)).toBeLessThan(200);
});

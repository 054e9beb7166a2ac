import { createKeyWatch, percentile } from './key-watch';

test('a key counts as accepted until the last question after its revocation that was answered with yes', () => {
  let now = 1000;
  const watch = createKeyWatch(() => now);
  watch.accepted(1, 900);
  watch.acknowledged(1);
  watch.accepted(1, 1300);
  watch.accepted(1, 1200);
  now = 2000;
  watch.acknowledged(2);
  watch.accepted(2, 1999);
  expect(watch.delaysMs()).toEqual([300, 0]);
});

test('the first acknowledgement counts, and a key that has not ended is not listed', () => {
  let now = 1000;
  const watch = createKeyWatch(() => now);
  watch.acknowledged(1);
  now = 5000;
  watch.acknowledged(1);
  watch.accepted(1, 1500);
  watch.accepted(2, 9000);
  expect(watch.delaysMs()).toEqual([500]);
});

test('the percentile of no values is 0, and of some values it is one of them', () => {
  expect(percentile([], 0.99)).toBe(0);
  expect(percentile([30, 10, 20], 0.5)).toBe(20);
  expect(percentile([30, 10, 20], 1)).toBe(30);
});

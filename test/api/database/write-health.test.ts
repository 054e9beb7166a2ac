import { createWriteHealth } from '../../../api/database/write-health';

test('a full disk stays reported although small writes succeed, until none has failed for half a minute', async () => {
  let now = 0;
  const health = createWriteHealth(
    () => Promise.resolve(),
    () => now,
  );
  expect(health.isInDoubt()).toBe(false);
  health.ended(false);
  health.foundFull();
  await health.check();
  health.ended(true);
  expect(health.isInDoubt()).toBe(true);

  now = 29_999;
  health.foundFull();
  now = 59_998;
  expect(health.isInDoubt()).toBe(true);
  now = 59_999;
  expect(health.isInDoubt()).toBe(false);
});

test('another failure is over once a write succeeds', async () => {
  const health = createWriteHealth(() => Promise.resolve());
  health.ended(false);
  expect(health.isInDoubt()).toBe(true);
  await health.check();
  expect(health.isInDoubt()).toBe(false);
});

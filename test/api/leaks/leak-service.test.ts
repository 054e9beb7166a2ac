import { createLeakService } from '../../../api/leaks/leak-service';
import { Secret } from '../../../api/domain/secret';
import { createNetworkThrottle } from '../../../api/rate-limit/network-throttle';
import { createManualClock } from '../../support/manual-clock';

const ORIGIN = { requestId: 'request-1', ip: '192.0.2.1' };
const NEVER = () => Promise.reject(new Error('Nothing of this may be asked for.'));

/** A service on a database that answers each lookup only when the test lets it. */
function createService(lookUp: (hashes: readonly string[]) => Promise<void>) {
  return createLeakService({
    lookup: { bySecretHashes: (hashes) => lookUp(hashes).then(() => new Map()) },
    credentials: { byKeyId: NEVER },
    ender: { end: NEVER },
    keys: { revokeLineage: NEVER },
    unitOfWork: { run: NEVER, rehearse: NEVER },
    clock: createManualClock(),
    audit: { record: NEVER, recordRefusal: NEVER, recordRefusedUse: NEVER, recordLate: NEVER },
    refusedUses: { note: () => void NEVER(), close: NEVER },
    throttle: createNetworkThrottle({ name: 'unknown', attempts: 150, windowSeconds: 60 }),
  });
}

const strangers = (count: number) =>
  Array.from({ length: count }, () => Secret.generate('token').reveal());

test('a hundred unknown secrets take one lookup and no unit of work', async () => {
  const lookUp = jest.fn(async (_hashes: readonly string[]) => {});
  const results = await createService(lookUp).revoke(strangers(100), { cascade: true }, ORIGIN);
  expect(results.every(({ outcome }) => outcome === 'unknown')).toBe(true);
  expect(lookUp.mock.calls.map(([hashes]) => hashes.length)).toEqual([100]);
});

test('malformed secrets are not looked up at all, and are counted', async () => {
  const lookUp = jest.fn(async () => {});
  const service = createService(lookUp);
  const malformed = Array.from({ length: 100 }, () => 'kps_malformed');
  await service.revoke(malformed, { cascade: false }, ORIGIN);
  await expect(service.revoke(malformed, { cascade: false }, ORIGIN)).rejects.toMatchObject({
    code: 'rate_limited',
  });
  expect(lookUp).not.toHaveBeenCalled();
});

test('the lookups of many reports at once take one connection', async () => {
  let underWay = 0;
  let most = 0;
  const service = createService(async () => {
    most = Math.max(most, (underWay += 1));
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
  });
  const reports = Array.from({ length: 60 }, () =>
    service.revoke(strangers(1), { cascade: false }, ORIGIN),
  );
  await Promise.all(reports);
  expect(most).toBe(1);
});

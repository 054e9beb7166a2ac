import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A process of its own that signs as much as one thread can: what an access token costs at least. */
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** As long as the header and the payload of an access token. */
const text = randomBytes(256).toString('base64url');
const AT_ONCE = 100;

process.on('message', ({ seconds }: { readonly seconds: number }) => {
  const startedMs = performance.now();
  let count = 0;
  while (performance.now() - startedMs < seconds * 1000) {
    for (let index = 0; index < AT_ONCE; index += 1) {
      sign('sha256', Buffer.from(text + count), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      count += 1;
    }
  }
  const elapsedMs = performance.now() - startedMs;
  process.send?.({ perSecond: (count * 1000) / elapsedMs });
});
process.on('disconnect', () => process.exit());

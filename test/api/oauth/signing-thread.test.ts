import { generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { createSigner } from '../../../api/oauth/signing-thread';

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const isBy = (publicKey: KeyObject, text: string, signature: string) =>
  verify(
    'sha256',
    Buffer.from(text),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
const texts = Array.from({ length: 20 }, (_, n) => `text ${n} with a ü`);

/** A thread that answers nothing and remembers what it was sent. */
class SilentThread extends EventEmitter {
  readonly batches: { readonly texts: readonly string[] }[] = [];
  postMessage(batch: { readonly texts: readonly string[] }): void {
    this.batches.push(batch);
  }
  unref(): void {}
}

function silentSigner() {
  const started: SilentThread[] = [];
  const sign = createSigner(() => {
    const thread = new SilentThread();
    started.push(thread);
    return thread as unknown as Worker;
  });
  return { sign, started };
}
const turn = () => new Promise(setImmediate);

describe('signing ES256', () => {
  it('signs each text of a batch with its own key', async () => {
    const sign = createSigner();
    const keys = [newKeys(), newKeys()] as const;
    const signatures = await Promise.all(
      texts.map((text, n) => sign(text, keys[n % 2 === 0 ? 0 : 1].privateKey)),
    );
    texts.forEach((text, n) => {
      expect(isBy(keys[n % 2 === 0 ? 0 : 1].publicKey, text, signatures[n] ?? '')).toBe(true);
      expect(isBy(keys[n % 2 === 0 ? 1 : 0].publicKey, text, signatures[n] ?? '')).toBe(false);
    });
  });

  it('signs a single text without starting a thread', async () => {
    const { sign, started } = silentSigner();
    const { privateKey, publicKey } = newKeys();
    expect(isBy(publicKey, 'alone', await sign('alone', privateKey))).toBe(true);
    expect(started).toEqual([]);
  });

  it('sends the texts of one turn as one batch, and starts one thread for all batches', async () => {
    const { sign, started } = silentSigner();
    const { privateKey } = newKeys();
    for (const some of [texts.slice(0, 3), texts.slice(3, 5)]) {
      for (const text of some) void sign(text, privateKey);
      await turn();
    }
    expect(started).toHaveLength(1);
    expect(started[0]?.batches.map((batch) => batch.texts.length)).toEqual([3, 2]);
  });

  it.each(['error', 'exit'])(
    'signs without the thread what it had when it failed (%s), and starts another one for the next batch',
    async (event) => {
      const { sign, started } = silentSigner();
      const { privateKey, publicKey } = newKeys();
      const signing = texts.map((text) => sign(text, privateKey));
      await turn();
      started[0]?.emit(event, new Error('out of memory'));
      // A thread that fails also ends.
      started[0]?.emit('exit', 1);
      const signatures = await Promise.all(signing);
      texts.forEach((text, n) => expect(isBy(publicKey, text, signatures[n] ?? '')).toBe(true));

      void sign('later', privateKey);
      void sign('later still', privateKey);
      await turn();
      expect(started).toHaveLength(2);
      expect(started[1]?.batches).toHaveLength(1);
    },
  );

  it('reports a key that cannot sign, to each of its texts', async () => {
    const sign = createSigner();
    const { publicKey, privateKey } = newKeys();
    const refused = ['a', 'b'].map((text) => sign(text, publicKey));
    for (const { status } of await Promise.allSettled(refused)) expect(status).toBe('rejected');
    const signatures = await Promise.all(['c', 'd'].map((text) => sign(text, privateKey)));
    expect(isBy(publicKey, 'c', signatures[0] ?? '')).toBe(true);
  });
});

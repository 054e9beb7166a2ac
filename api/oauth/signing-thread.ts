import { sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { gathered } from '../lib/gathered';

/** Returns the signature of the text by ES256 (RFC 7518 §3.4), encoded as base64url. */
export type Signer = (text: string, key: KeyObject) => Promise<string>;

interface Waiting {
  readonly text: string;
  readonly resolve: (signature: string) => void;
  readonly reject: (error: unknown) => void;
}

interface Batch {
  readonly key: KeyObject;
  readonly all: readonly Waiting[];
}

const HASH = 'sha256';
const dsaEncoding = 'ieee-p1363';

/** A text and not a file, so that the built server remains a single file. */
const PROGRAM = `
const { sign } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ key, texts }) => {
  const signed = (text) => sign('${HASH}', Buffer.from(text), { key, dsaEncoding: '${dsaEncoding}' });
  parentPort.postMessage(texts.map((text) => signed(text).toString('base64url')));
});
`;

const signInPool = promisify(sign);

async function signAlone(text: string, key: KeyObject): Promise<string> {
  const signature = await signInPool(HASH, Buffer.from(text), { key, dsaEncoding });
  return signature.toString('base64url');
}

/**
 * Signs the texts that arrive in the same turn of the event loop as one batch, in a thread of its
 * own. Handing over a batch costs the event loop about as much as handing a single text to Node's
 * pool of threads, which is a third of a token request. A single text goes to the pool, so the
 * thread starts only under load. If the thread fails, its texts are signed by the pool.
 */
export function createSigner(startThread: () => Worker = startSigningThread): Signer {
  const gatherers = new WeakMap<KeyObject, (waiting: Waiting) => void>();
  let thread: Worker | undefined;
  /** The thread answers in this order. */
  let sent: Batch[] = [];

  function running(): Worker {
    if (thread !== undefined) return thread;
    const started = startThread();
    const fail = () => {
      if (thread !== started) return;
      thread = undefined;
      const lost = sent;
      sent = [];
      lost.forEach(signByPool);
    };
    started.on('message', (signatures: readonly string[]) => {
      const batch = sent.shift();
      batch?.all.forEach(({ resolve }, index) => resolve(signatures[index] as string));
    });
    started.on('error', fail);
    started.on('exit', fail);
    // It must not keep a process alive that has nothing else to do.
    started.unref();
    return (thread = started);
  }

  function signByPool({ key, all }: Batch): void {
    for (const { text, resolve, reject } of all) signAlone(text, key).then(resolve, reject);
  }

  function signTogether(batch: Batch): void {
    if (batch.all.length === 1) return signByPool(batch);
    running().postMessage({ key: batch.key, texts: batch.all.map(({ text }) => text) });
    sent.push(batch);
  }

  function gathererOf(key: KeyObject): (waiting: Waiting) => void {
    const known = gatherers.get(key);
    if (known !== undefined) return known;
    const gatherer = gathered<Waiting>(setImmediate, (all) => signTogether({ key, all }));
    gatherers.set(key, gatherer);
    return gatherer;
  }

  return (text, key) =>
    new Promise((resolve, reject) => gathererOf(key)({ text, resolve, reject }));
}

function startSigningThread(): Worker {
  // It needs neither the settings, which may be secrets, nor the flags of this process.
  return new Worker(PROGRAM, { eval: true, name: 'signing', env: {}, execArgv: [] });
}

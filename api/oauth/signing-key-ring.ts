import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Clock } from '../domain/clock';
import type { Sealer } from '../sealing/sealer';
import {
  dueGeneration,
  endedKeys,
  SIGNING_ALGORITHM,
  signingKeyAt,
  type SigningKey,
} from './signing-key';
import type { SigningKeyStore } from './signing-key-store';
import { signingKeyPlace } from './signing-key';

/** A key is published an hour before it signs, so this delay is never visible. */
const REREAD_MILLIS = 60_000;
/** Unknown key IDs may be invented, so they cause at most one read in this time. */
const REREAD_UNKNOWN_MILLIS = 1000;

/** The signing keys that all replicas share. It rotates them itself whenever it reads them. */
export interface SigningKeyRing {
  signingKey(): Promise<{ readonly id: string; readonly privateKey: KeyObject }>;
  publicKey(id: string): Promise<KeyObject | undefined>;
  publicJwks(): Promise<readonly JWK[]>;
}

export function createSigningKeyRing(dependencies: {
  store: SigningKeyStore;
  sealer: Sealer;
  clock: Clock;
}): SigningKeyRing {
  const { store, sealer, clock } = dependencies;
  /** Stays in memory once opened, so a server that runs during a rekey keeps signing. */
  const privateKeys = new Map<string, KeyObject>();
  let ring: Ring | undefined;
  let reading: Promise<Ring> | undefined;

  async function read(): Promise<Ring> {
    const now = clock.now();
    let rows = await store.all();
    const generation = dueGeneration(rows, now);
    if (generation !== undefined) {
      await store.insert(await newSigningKey(generation, sealer, now));
      rows = await store.all();
    }
    const ended = endedKeys(rows, now);
    if (ended.length > 0) await store.delete(ended.map(({ id }) => id));
    for (const { id } of ended) privateKeys.delete(id);
    return ringOf(
      rows.filter((row) => !ended.includes(row)),
      now,
    );
  }

  /** Requests that come while it is being read wait for the same read. */
  function reread(): Promise<Ring> {
    reading ??= read()
      .then((fresh) => (ring = fresh))
      .finally(() => (reading = undefined));
    return reading;
  }

  function younger(than: number): Ring | undefined {
    if (ring === undefined) return undefined;
    const age = clock.now().getTime() - ring.readAt.getTime();
    return age >= 0 && age < than ? ring : undefined;
  }

  const current = async () => younger(REREAD_MILLIS) ?? (await reread());

  return {
    async signingKey() {
      const { rows } = await current();
      const key = signingKeyAt(rows, clock.now());
      if (key === undefined) throw new Error('There is no signing key, though one was just made.');
      const known = privateKeys.get(key.id);
      if (known !== undefined) return { id: key.id, privateKey: known };
      const jwk = JSON.parse(sealer.open(key.sealedPrivateJwk, signingKeyPlace(key.id))) as JWK;
      const privateKey = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
      privateKeys.set(key.id, privateKey);
      return { id: key.id, privateKey };
    },

    async publicKey(id) {
      const found = (await current()).publicKeys.get(id);
      if (found !== undefined || younger(REREAD_UNKNOWN_MILLIS) !== undefined) return found;
      return (await reread()).publicKeys.get(id);
    },

    async publicJwks() {
      return (await current()).rows.map(({ id, publicJwk }) => ({
        ...publicJwk,
        kid: id,
        alg: SIGNING_ALGORITHM,
        use: 'sig',
      }));
    },
  };
}

interface Ring {
  readonly rows: readonly SigningKey[];
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
  readonly readAt: Date;
}

function ringOf(rows: readonly SigningKey[], readAt: Date): Ring {
  const publicKeys = new Map(
    rows.map(({ id, publicJwk }) => [
      id,
      createPublicKey({ key: publicJwk as JsonWebKey, format: 'jwk' }),
    ]),
  );
  return { rows, publicKeys, readAt };
}

async function newSigningKey(generation: number, sealer: Sealer, now: Date): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const id = await calculateJwkThumbprint(publicJwk);
  const privateText = JSON.stringify(await exportJWK(privateKey));
  return {
    id,
    generation,
    publicJwk,
    sealedPrivateJwk: sealer.seal(privateText, signingKeyPlace(id)),
    createdAt: now,
  };
}

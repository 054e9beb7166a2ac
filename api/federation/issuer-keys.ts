import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import type { Clock } from '../domain/clock';
import { createTurns } from '../lib/turns';
import { withinDeadline } from '../lib/within-deadline';
import { IssuerFailure, type IssuerTransport } from './issuer-transport';

/** Finds the key that a token's header names. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

export interface IssuerKeys {
  /** The issuer's published keys; `undefined` if it cannot be reached. */
  of(issuer: string): Promise<KeySet | undefined>;
  /**
   * Reads the keys again, for a key that is not among them, at most once a minute; `undefined` if the
   * issuer could not be reached this time.
   */
  afresh(issuer: string): Promise<KeySet | undefined>;
}

const FRESH_MILLIS = 10 * 60_000;
/**
 * An issuer may fail for this long without consequences. A key that it withdrew is refused after this time.
 */
const USABLE_MILLIS = 60 * 60_000;
const ASKED_AGAIN_MILLIS = 60_000;
/** An issuer that could not be reached is asked again after this time at the earliest. */
export const ASKED_AGAIN_AFTER_FAILURE_SECONDS = 10;
const MAX_ISSUERS = 1000;
/** The limit for everything that asking an issuer takes: waiting for a turn, discovery and keys. */
const DEADLINE_MILLIS = 5000;
/** One host may serve many issuers, such as those of a cloud's clusters. */
const MAX_AT_ONE_HOST = 8;
/** With this limit, issuers that stall occupy few sockets and never delay issuers that work. */
const MAX_STRANGERS = 32;

const discoverySchema = z.looseObject({ issuer: z.string(), jwks_uri: z.string() });
const jwksSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

interface Entry {
  keys: KeySet | undefined;
  readAt: number;
  askAgainAt: number;
  /** The last answer of the issuer was wrong, or did not arrive. */
  failed: boolean;
  asking: Promise<void> | undefined;
}

export function createIssuerKeys(dependencies: {
  transport: IssuerTransport;
  clock: Clock;
  /** Reports an issuer that could not be reached. */
  onFailure: (issuer: string, failure: unknown) => void;
  deadlineMillis?: number;
}): IssuerKeys {
  const { transport, clock, onFailure, deadlineMillis = DEADLINE_MILLIS } = dependencies;
  const entries = new Map<string, Entry>();
  const atHosts = createTurns(MAX_AT_ONE_HOST);
  const asStrangers = createTurns(MAX_STRANGERS);

  /** Undefined if too many issuers are being asked already. */
  function entryOf(issuer: string): Entry | undefined {
    const known = entries.get(issuer);
    if (known !== undefined) return known;
    if (entries.size >= MAX_ISSUERS) {
      const idle = [...entries].filter(([, { asking }]) => asking === undefined);
      const [leaving] = idle.find(([, { keys }]) => keys === undefined) ?? idle[0] ?? [];
      if (leaving === undefined) return undefined;
      entries.delete(leaving);
    }
    const entry = { keys: undefined, readAt: 0, askAgainAt: 0, failed: false, asking: undefined };
    entries.set(issuer, entry);
    return entry;
  }

  function read(issuer: string, isStranger: boolean): Promise<JSONWebKeySet> {
    const failure = () =>
      new IssuerFailure(`${issuer} did not answer within ${deadlineMillis} ms.`);
    return withinDeadline({ ms: deadlineMillis, failure }, (signal) => {
      const readNow = () => readKeys(issuer, transport, signal);
      return atHosts.run(hostOf(issuer), signal, () =>
        isStranger ? asStrangers.run('all', signal, readNow) : readNow(),
      );
    });
  }

  async function ask(issuer: string, entry: Entry): Promise<void> {
    const askedAt = clock.now().getTime();
    try {
      entry.keys = createLocalJWKSet(await read(issuer, entry.keys === undefined));
      entry.readAt = askedAt;
      entry.askAgainAt = askedAt + ASKED_AGAIN_MILLIS;
      entry.failed = false;
    } catch (failure) {
      entry.askAgainAt = askedAt + ASKED_AGAIN_AFTER_FAILURE_SECONDS * 1000;
      entry.failed = true;
      onFailure(issuer, failure);
    } finally {
      entry.asking = undefined;
    }
  }

  async function asked(issuer: string, freshMillis: number): Promise<Entry | undefined> {
    const entry = entryOf(issuer);
    if (entry === undefined) return undefined;
    const now = clock.now().getTime();
    const isFresh = entry.keys !== undefined && now - entry.readAt < freshMillis;
    if (!isFresh && now >= entry.askAgainAt) await (entry.asking ??= ask(issuer, entry));
    return now - entry.readAt < USABLE_MILLIS ? entry : undefined;
  }

  return {
    of: async (issuer) => (await asked(issuer, FRESH_MILLIS))?.keys,
    async afresh(issuer) {
      const entry = await asked(issuer, 0);
      return entry?.failed ? undefined : entry?.keys;
    },
  };
}

/** OpenID Connect Discovery 1.0 §4: the document contains its own issuer, compared exactly. */
async function readKeys(
  issuer: string,
  transport: IssuerTransport,
  signal: AbortSignal,
): Promise<JSONWebKeySet> {
  const at = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const discovery = discoverySchema.safeParse(await transport.getJson(at, signal));
  if (!discovery.success || discovery.data.issuer !== issuer) {
    throw new IssuerFailure(`${at} is not the discovery document of ${issuer}.`);
  }
  const jwks = jwksSchema.safeParse(await transport.getJson(discovery.data.jwks_uri, signal));
  if (!jwks.success)
    throw new IssuerFailure(`The jwks_uri of ${issuer} does not answer with a JWKS.`);
  return jwks.data;
}

function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer;
}

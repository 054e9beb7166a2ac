import type { RequestLine } from './http-message';
import type { LiveThing } from './keyplane-reader';
import type { StateResource } from './terraform-state';

export interface Exchange {
  readonly request: RequestLine;
  readonly body: string;
  readonly answer: string;
}

/**
 * The objects that Keyplane must never end by itself: those that a state has held, and those that a
 * finished run reported as delivered. Only a DELETE that a provider sent, for the object or for its
 * owner, may end it.
 */
export interface Ledger {
  /** A request that may still reach Keyplane, whatever happens to its connection. */
  asked(request: RequestLine): void;
  answered(exchange: Exchange): void;
  held(state: readonly StateResource[]): void;
  /** Notes that the harness itself deleted the object. */
  deleted(id: string): void;
  isRecorded(id: string): boolean;
  /** Recorded objects that nobody deleted and that no longer exist. Each is reported once. */
  ended(live: readonly LiveThing[]): readonly string[];
  /** Every secret that an answer contained in plain text, with the ID of its key. */
  readonly secrets: ReadonlyMap<string, string | undefined>;
}

/** The grammar of Keyplane's secrets. */
const SECRETS = /kp[ast]_[0-9A-Za-z]{49}/g;

export function createLedger(): Ledger {
  const recorded = new Set<string>();
  const deleted = new Set<string>();
  const owners = new Map<string, string>();
  const told = new Set<string>();
  const secrets = new Map<string, string | undefined>();

  const wasDeleted = (id: string) => deleted.has(id) || deleted.has(owners.get(id) ?? '');
  const noteOwner = (id: string, values: Readonly<Record<string, unknown>>) => {
    const owner = values.service_account_id ?? values.service_key_id;
    if (typeof owner === 'string') owners.set(id, owner);
  };

  return {
    secrets,
    asked({ method, path }) {
      const [, id] = /^\/v1\/[a-z-]+\/(\w+)/.exec(path) ?? [];
      if (method === 'DELETE' && id !== undefined) deleted.add(id);
    },
    answered({ request, body, answer }) {
      const id = createdOrClaimed(request, answer);
      for (const [secret] of answer.matchAll(SECRETS)) secrets.set(secret, id);
      if (!/^HTTP\/1\.1 2/.test(answer) || body === '') return;
      const sent = JSON.parse(body) as Readonly<Record<string, unknown>>;
      if (id !== undefined) noteOwner(id, sent);
      if (request.path !== '/v1/runs/finish') return;
      for (const delivered of sent.ids as readonly string[]) recorded.add(delivered);
    },
    held(state) {
      for (const { id, values } of state) {
        recorded.add(id);
        noteOwner(id, values);
      }
    },
    deleted: (id) => void deleted.add(id),
    isRecorded: (id) => recorded.has(id),
    ended(live) {
      const living = new Set(live.map(({ id }) => id));
      const ended = [...recorded].filter(
        (id) => !living.has(id) && !wasDeleted(id) && !told.has(id),
      );
      for (const id of ended) told.add(id);
      return ended;
    },
  };
}

/** The ID of the object that the answer shows. */
function createdOrClaimed({ path }: RequestLine, answer: string): string | undefined {
  const [, named] = /^\/v1\/[a-z-]+\/(\w+)\/(?:claim|rotate)$/.exec(path) ?? [];
  return named ?? /"id": ?"(\w+)"/.exec(answer)?.[1];
}

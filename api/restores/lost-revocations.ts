import { z } from 'zod';
import { KEY_FAMILIES, type KeyFamily } from '../domain/kinds';

/** A line of exported audit events is not one. `line` counts from 1. */
export class AuditLineError extends Error {
  override readonly name = 'AuditLineError';

  constructor(
    readonly line: number,
    what: string,
  ) {
    super(`Line ${line} ${what}`);
  }
}

/** What `GET /v1/audit-events` answers. */
const pageSchema = z.object({ items: z.array(z.unknown()) });

/** Only what is needed of an event. */
const eventSchema = z.object({
  at: z.iso.datetime({ offset: true }),
  action: z.string(),
  outcome: z.string(),
  team_id: z.string().nullish(),
  target: z.object({ kind: z.string(), id: z.string().nullable() }),
  after: z.record(z.string(), z.unknown()).nullish(),
});

/** Something that a later event says has ended. */
export interface LostEnding {
  readonly id: string;
  readonly kind: string;
  /** `null` if the event names no team. */
  readonly teamId: string | null;
  readonly action: string;
  readonly at: Date;
}

/** What exported events say was ended after a backup. The restored database does not know it. */
export interface LostEndings {
  /** Keys that were revoked: the latest event of each. */
  readonly revokedKeys: readonly LostEnding[];
  /** Keys that were disabled and neither enabled nor revoked afterwards. */
  readonly disabledKeys: readonly LostEnding[];
  /** Other objects that were deleted, such as roles, and members who have left. */
  readonly deletedObjects: readonly LostEnding[];
}

/**
 * Reads audit events in any order. Each line is an event, or an answer with `items`. Empty lines are
 * skipped.
 * @throws AuditLineError
 */
export function lostEndings(text: string, since: Date): LostEndings {
  const events = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : eventsOf(line, index + 1)))
    .filter(({ at, outcome }) => outcome === 'success' && at > since)
    .sort((one, other) => one.at.getTime() - other.at.getTime());

  const revoked = new Map<string, LostEnding>();
  const disabled = new Map<string, LostEnding>();
  const deleted = new Map<string, LostEnding>();
  for (const { ending, state } of events) {
    // An access token has long expired: it lasts for at most ten minutes.
    if (ending.kind === 'access_token') continue;
    if (!isKey(ending.kind)) {
      if (/\.(deleted|left|revoked)$/.test(ending.action)) deleted.set(ending.id, ending);
      continue;
    }
    if (ending.action === `${ending.kind}.revoked`) revoked.set(ending.id, ending);
    else if (state === 'disabled') disabled.set(ending.id, ending);
    else if (state === 'active') disabled.delete(ending.id);
  }
  for (const id of revoked.keys()) disabled.delete(id);
  return {
    revokedKeys: [...revoked.values()],
    disabledKeys: [...disabled.values()],
    deletedObjects: [...deleted.values()],
  };
}

interface Event {
  readonly at: Date;
  readonly outcome: string;
  readonly state: unknown;
  readonly ending: LostEnding;
}

function eventsOf(line: string, number: number): Event[] {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new AuditLineError(number, 'is not JSON.');
  }
  const page = pageSchema.safeParse(json);
  return (page.success ? page.data.items : [json]).map((event) => eventOf(event, number));
}

function eventOf(json: unknown, number: number): Event {
  const parsed = eventSchema.safeParse(json);
  if (!parsed.success) throw new AuditLineError(number, 'is JSON, but not an audit event.');
  const { at, action, outcome, target, after, team_id: teamId = null } = parsed.data;
  const time = new Date(at);
  return {
    at: time,
    // An event without a target, such as a refused sign-in, ended nothing.
    outcome: target.id === null ? 'none' : outcome,
    state: after?.['state'],
    ending: { id: target.id ?? '', kind: target.kind, teamId, action, at: time },
  };
}

const isKey = (kind: string) => KEY_FAMILIES.includes(kind as KeyFamily);

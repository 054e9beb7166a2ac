import type { AuditTrail } from '../domain/audit-trail';
import type { Clock } from '../domain/clock';
import { notFound } from '../domain/failure';
import type { Ids } from '../domain/ids';
import { type CreatedKind, nounOf } from '../domain/kinds';
import type { TeamCaller } from '../domain/principal';
import { type ExpectedVersion, isAsCreated, requireVersion } from '../domain/version';
import { abandonedButInUse } from './abandoned-failures';
import type { Creations } from './creations';

/** The fields that every object has from its creation on. */
export interface NewObject {
  readonly id: string;
  readonly teamId: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly version: number;
}

export interface SimpleObjectStore<T, Change> {
  insert(object: T): Promise<void>;
  find(teamId: string, id: string): Promise<T | undefined>;
  /** The objects in order of ID, locked until the unit of work ends. */
  findForUpdate(teamId: string, ids: readonly string[]): Promise<readonly T[]>;
  update(id: string, change: Change): Promise<void>;
  delete(id: string, now: Date): Promise<void>;
}

/**
 * The changes of objects that a team's callers create, change and delete, and that have no secret. Each
 * change has its audit event, and an apply that was cut off leaves no orphan. Call all but `find` in a
 * unit of work.
 */
export interface SimpleObjects<T, Change> {
  /** @throws Failure `not_found` */
  find(caller: TeamCaller, id: string): Promise<T>;
  /**
   * Creates the object, and deletes equal objects that an interrupted run left behind. If one of these is in
   * use, it stays and is returned instead, because the same run created the object that uses it.
   * @throws Failure `abandoned_creation` if somebody has changed one
   */
  create<Body extends object>(
    caller: TeamCaller,
    body: Body,
    toObject: (body: Body, created: NewObject) => T,
  ): Promise<T>;
  /**
   * Carries out what `decide` returns. Nothing is written, and nothing recorded, if that is empty.
   * @throws Failure `not_found`, `precondition_failed`, and what `decide` throws
   */
  update(
    caller: TeamCaller,
    id: string,
    expectedVersion: ExpectedVersion | undefined,
    decide: (object: T) => Change,
  ): Promise<{ readonly object: T; readonly isChanged: boolean }>;
  /** @throws Failure `not_found`, `precondition_failed`, and what `requireDeletable` throws */
  delete(
    caller: TeamCaller,
    id: string,
    expectedVersion: ExpectedVersion | undefined,
    requireDeletable?: (object: T) => Promise<void> | void,
  ): Promise<void>;
}

export interface SimpleObjectDependencies {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly creations: Creations;
}

export function createSimpleObjects<T extends NewObject, Change extends object>(
  dependencies: SimpleObjectDependencies & {
    readonly kind: CreatedKind;
    readonly store: SimpleObjectStore<T, Change>;
    /** The form in which the audit trail stores the object. */
    readonly snapshot: (object: T) => object;
    /** The IDs of the objects that something else depends on. By default none. */
    readonly usedAmong?: (objects: readonly T[]) => Promise<ReadonlySet<string>>;
  },
): SimpleObjects<T, Change> {
  const { kind, store, snapshot, usedAmong, clock, ids, audit, creations } = dependencies;
  const noun = nounOf(kind);

  async function find({ principal }: TeamCaller, id: string): Promise<T> {
    const object = await store.find(principal.teamId, id);
    if (object === undefined) throw notFound(noun);
    return object;
  }

  async function locked({ principal }: TeamCaller, id: string): Promise<T> {
    const [object] = await store.findForUpdate(principal.teamId, [id]);
    if (object === undefined) throw notFound(noun);
    return object;
  }

  async function erase(caller: TeamCaller, object: T): Promise<void> {
    await store.delete(object.id, clock.now());
    await creations.forget([object.id]);
    await audit.record(caller, {
      action: `${kind}.deleted`,
      target: { kind, id: object.id },
      before: snapshot(object),
    });
  }

  /** @returns an object that is in use and therefore stays, if there is one */
  async function eraseUnused(
    caller: TeamCaller,
    replaceableIds: readonly string[],
  ): Promise<T | undefined> {
    if (replaceableIds.length === 0) return undefined;
    const found = await store.findForUpdate(caller.principal.teamId, replaceableIds);
    const unrecorded = await creations.lockUnrecorded(found.map(({ id }) => id));
    const abandoned = found.filter(({ id }) => unrecorded.has(id));
    const changed = abandoned.find((object) => !isAsCreated(object));
    if (changed !== undefined) throw abandonedButInUse(kind, changed.id);
    const used = (await usedAmong?.(abandoned)) ?? new Set();
    for (const object of abandoned) if (!used.has(object.id)) await erase(caller, object);
    return abandoned.find(({ id }) => used.has(id));
  }

  return {
    find,

    async create(caller, body, toObject) {
      const replaceableIds = await creations.replaceable(caller, kind, body);
      const used = await eraseUnused(caller, replaceableIds);
      if (used !== undefined) {
        await creations.takeOver(caller, used.id);
        return used;
      }
      const { teamId, id: createdBy } = caller.principal;
      const created = { id: ids.next(kind), teamId, createdAt: clock.now(), createdBy, version: 1 };
      const object = toObject(body, created);
      await store.insert(object);
      await creations.remember(caller, kind, body, object.id);
      await audit.record(caller, {
        action: `${kind}.created`,
        target: { kind, id: object.id },
        after: snapshot(object),
      });
      return object;
    },

    async update(caller, id, expectedVersion, decide) {
      const object = await locked(caller, id);
      requireVersion(object.version, expectedVersion);
      const change = decide(object);
      if (Object.keys(change).length === 0) return { object, isChanged: false };
      await store.update(id, change);
      const updated = await find(caller, id);
      await audit.record(caller, {
        action: `${kind}.updated`,
        target: { kind, id },
        before: snapshot(object),
        after: snapshot(updated),
      });
      return { object: updated, isChanged: true };
    },

    async delete(caller, id, expectedVersion, requireDeletable) {
      const object = await locked(caller, id);
      requireVersion(object.version, expectedVersion);
      await requireDeletable?.(object);
      await erase(caller, object);
    },
  };
}

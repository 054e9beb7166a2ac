import { AsyncLocalStorage } from 'node:async_hooks';
import { knex as createKnex, type Knex } from 'knex';
import { createChangeFeed, type ChangeFeed } from './change-feed';
import { createChangeLog } from './dialects/change-log';
import type { OnTrouble } from './dialects/database-trouble';
import type { Binding, Dialect, Reader, Tell } from './dialects/dialect';
import { postgresDialect } from './dialects/postgres';
import { serverLimits, type PostgresLimits } from './dialects/postgres-limits';
import { sqliteDialect } from './dialects/sqlite';
import { rowsOf } from './dialects/rows-of';
import { codeOf, isUnavailable } from './dialects/unavailable';
import { NO_TRACING, type Tracing } from '../tracing/tracing';
import {
  createQuerySpans,
  tracedClient,
  tracedDatabase,
  tracedReader,
  type QuerySpans,
} from './traced-database';
import type { AccessEnding, GuardedWork, ReadOnlyWork, UnitOfWork } from './unit-of-work';
import { createWriteHealth } from './write-health';

/** The connection that stores use: that of the unit of work in progress, or else the pool. */
export interface Database extends UnitOfWork, AccessEnding, GuardedWork, ReadOnlyWork {
  readonly dialect: Dialect;
  /**
   * Read this property each time that you need it. Inside a unit of work it is the transaction.
   * Using the pool there would deadlock.
   */
  readonly knex: Knex;
  /** For reads outside of units of work. They see what is committed, and wait for no unit of work. */
  readonly reader: Pick<Reader, 'all'>;
  /** Whether a unit of work is in progress, whose reads may never be committed. */
  isUnderWay(): boolean;
  /**
   * Hears changes from now on. A unit of work then ends only once its own changes have been heard, so the
   * next request meets nothing outdated.
   */
  followChanges(
    told: Pick<Parameters<typeof createChangeFeed>[0], 'onOutage' | 'onRecovery'>,
  ): ChangeFeed;
  /** Fails if nothing can be written at the moment. */
  requireWritable(): Promise<void>;
  /** Reports each problem with connections and locks from now on. */
  onTrouble(listener: OnTrouble): void;
  /** How many units of work and reads wait for a connection. */
  waiting(): number;
  /** How many connections are in use. */
  inUse(): number;
  /** Whether the last write failed because the database could not be used. */
  writesFail(): boolean;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** At most this many connections to PostgreSQL. */
  readonly poolSize?: number;
  /** How long PostgreSQL may take; by default, the limits of a server. */
  readonly limits?: PostgresLimits;
  /** How long SQLite waits for another process that writes. */
  readonly busyTimeoutMillis?: number;
  readonly tell?: Tell;
  /** By default, there are no traces. */
  readonly tracing?: Tracing;
}

/** Unless configured: no statement of a server takes nearly as long. */
const STATEMENT_SECONDS = 15;

/**
 * `sqlite:<path>`, `sqlite::memory:`, `postgres://…` or `postgresql://…`.
 * @throws Error if the URL is none of these
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const listeners: OnTrouble[] = [];
  const dialect = dialectOf(url, options, (trouble) => {
    for (const listener of listeners) listener(trouble);
  });
  const { storage } = dialect;
  const { tracing = NO_TRACING } = options;
  const spans = tracing.isOn ? createQuerySpans(tracing, url) : undefined;
  const connect = (config: Knex.Config) =>
    createKnex({ ...(spans ? traced(config, spans) : config), log: SILENT });
  const pool = connect(dialect.knexConfig());
  const plainReader = dialect.openReader();
  const reader = plainReader && spans ? tracedReader(plainReader, spans) : plainReader;
  const readerConfig = dialect.readerKnexConfig();
  const readers = readerConfig && connect(readerConfig);
  const isInMemory = dialect.name === 'sqlite' && readers === undefined;
  const reading = new AsyncLocalStorage<Knex>();
  const underWay = new AsyncLocalStorage<Knex.Transaction | undefined>();
  const endsAccess = new AsyncLocalStorage<true>();
  const guard = new AsyncLocalStorage<() => Promise<void>>();
  const health = createWriteHealth((options) => {
    // Ready means that a revocation would succeed.
    storage?.freeSome();
    return dialect.requireWritable(pool, options);
  });
  const committed = reader ?? {
    all: <Row>(sql: string, bindings: readonly Binding[]) =>
      rowsOf<Row>(pool, sql, bindings, READS),
  };
  let running = 0;
  let ending = 0;
  let guarding = 0;
  let workReading = 0;
  let changes: ChangeFeed | undefined;

  /**
   * Runs the check over another connection, which does not see what the unit of work in progress
   * has written.
   */
  async function checkOutside(): Promise<void> {
    const check = guard.getStore();
    // A database in memory has one connection. Only this process writes, one unit of work at a time.
    if (check === undefined || isInMemory) return;
    await underWay.run(undefined, () => read(check));
  }

  async function read<T>(work: () => Promise<T>): Promise<T> {
    if (readers === undefined || underWay.getStore() !== undefined) return work();
    workReading += 1;
    try {
      return await reading.run(readers, work);
    } finally {
      workReading -= 1;
      if (workReading === 0) reading.disable();
    }
  }

  const database: Database = {
    dialect,
    get knex() {
      storage?.requireInPlace();
      return underWay.getStore() ?? reading.getStore() ?? pool;
    },
    reader: committed,
    isUnderWay: () => underWay.getStore() !== undefined,
    async run(work) {
      if (underWay.getStore() !== undefined) return work();
      storage?.requireInPlace();
      if (endsAccess.getStore()) storage?.freeSome();
      else storage?.requireRoom();
      running += 1;
      try {
        const done = await pool.transaction((transaction) =>
          underWay.run(transaction, async () => {
            const value = await work();
            await checkOutside();
            return value;
          }),
        );
        // Anything written to a deleted file is lost.
        storage?.look();
        health.ended(true);
        return done;
      } catch (error) {
        if (isUnavailable(error)) health.ended(false);
        if (codeOf(error) === 'SQLITE_FULL') storage?.foundFull();
        if (codeOf(error) === POSTGRES_DISK_FULL) health.foundFull();
        throw error;
      } finally {
        running -= 1;
        // An enabled async hook doubles the cost of every promise of every request.
        if (running === 0) underWay.disable();
        await changes?.catchUp();
      }
    },
    async rehearse(work) {
      if (underWay.getStore() !== undefined) throw new Error('A unit of work is under way.');
      storage?.requireInPlace();
      running += 1;
      const done: { value: Awaited<ReturnType<typeof work>> }[] = [];
      try {
        await pool.transaction((transaction) =>
          underWay.run(transaction, async () => {
            done.push({ value: await work() });
            throw ROLL_BACK;
          }),
        );
      } catch (error) {
        if (error !== ROLL_BACK) throw error;
      } finally {
        running -= 1;
        if (running === 0) underWay.disable();
      }
      const [outcome] = done;
      if (outcome === undefined) throw new Error('A rehearsal ended without an outcome.');
      return outcome.value;
    },
    read,
    async endAccess(work) {
      if (!storage?.isFull()) return work();
      ending += 1;
      try {
        return await endsAccess.run(true, work);
      } finally {
        ending -= 1;
        if (ending === 0) endsAccess.disable();
      }
    },
    async guarded(check, work) {
      guarding += 1;
      let isOver = false;
      try {
        // Work that was begun in the background, such as a flush, can end later. It is not checked.
        return await guard.run(async () => (isOver ? undefined : check()), work);
      } finally {
        isOver = true;
        guarding -= 1;
        if (guarding === 0) guard.disable();
      }
    },
    requireWritable: health.check,
    writesFail: health.isInDoubt,
    followChanges(told) {
      storage?.keep();
      const log = createChangeLog();
      const source = dialect.changeSource(pool, log, committed);
      changes = createChangeFeed({ source, log, ...told });
      return changes;
    },
    onTrouble: (listener) => void listeners.push(listener),
    waiting: () => poolOf(pool).numPendingAcquires(),
    inUse: () => poolOf(pool).numUsed(),
    async close() {
      await storage?.close();
      await changes?.close();
      await reader?.close();
      await readers?.destroy();
      await pool.destroy();
      storage?.release();
    },
  };
  return tracing.isOn ? tracedDatabase(database, tracing) : database;
}

function traced(config: Knex.Config, spans: QuerySpans): Knex.Config {
  return { ...config, client: tracedClient(config.client as typeof Knex.Client, spans) };
}

/**
 * Thrown at the end of every rehearsal, because knex rolls a transaction back when its work throws.
 */
const ROLL_BACK = new Error('The rehearsal is over.');

/** knex throws its errors, and would print them on stdout as well, in the middle of our log. */
const ignore = () => {};
const SILENT = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };

/** `disk_full` in Appendix A of PostgreSQL's manual. */
const POSTGRES_DISK_FULL = '53100';

/** A verification that waits longer is refused, and its caller asks again. */
const READS = { answerWithinMillis: 2000 };

interface Pool {
  numPendingAcquires(): number;
  numUsed(): number;
}

function poolOf(knex: Knex): Pool {
  return (knex.client as { pool: Pool }).pool;
}

function dialectOf(url: string, options: DatabaseOptions, onTrouble: OnTrouble): Dialect {
  if (url.startsWith('sqlite:')) {
    const { busyTimeoutMillis = 10_000, tell = ignore } = options;
    return sqliteDialect(url.slice('sqlite:'.length), { busyTimeoutMillis, tell });
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    const { poolSize = 10, limits = serverLimits(STATEMENT_SECONDS) } = options;
    return postgresDialect(url, { poolSize, limits, onTrouble });
  }
  throw new Error('A database URL starts with sqlite: or postgres://.');
}

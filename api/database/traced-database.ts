import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import type { Span, SpanAttributes, Tracing } from '../tracing/tracing';
import type { Binding, Reader } from './dialects/dialect';
import { summaryOf, type QuerySummary } from './query-summary';
import type { UnitOfWork } from './unit-of-work';

/** Lists of any length produce new statements all the time. */
const SUMMARIES_KEPT = 500;

/** Makes the spans of a database. They contain no text of a statement and no value. */
export interface QuerySpans {
  /** `undefined` if no sampled work is in progress. */
  start(sql: string): Span | undefined;
  /**
   * The statement, with the span in a comment, so that the log of PostgreSQL and its extensions name the trace.
   * SQLite has no log, and keeps prepared statements by their text.
   */
  commented(sql: string, span: Span): string;
}

export function createQuerySpans(tracing: Tracing, url: string): QuerySpans {
  const place = placeOf(url);
  const isPostgres = place['db.system.name'] === 'postgresql';
  const summaries = new LRUCache<string, QuerySummary>({ max: SUMMARIES_KEPT });

  function known(sql: string): QuerySummary {
    let summary = summaries.get(sql);
    if (summary === undefined) {
      summary = summaryOf(sql);
      summaries.set(sql, summary);
    }
    return summary;
  }

  return {
    start(sql) {
      const span = tracing.start(place['db.system.name'], { kind: 'client', attributes: place });
      if (span === undefined) return undefined;
      const { text, operation, table } = known(sql);
      span.rename(text);
      span.set({
        'db.query.summary': text,
        'db.operation.name': operation,
        ...(table !== undefined && { 'db.collection.name': table }),
      });
      return span;
    },
    commented: (sql, { traceparent }) =>
      isPostgres ? `${sql} /*traceparent='${traceparent}'*/` : sql,
  };
}

interface Query {
  readonly sql: string;
}

type ClientClass = new (...args: unknown[]) => {
  _query(connection: unknown, query: Query): Promise<unknown>;
};

/** The client of knex, with a span for each statement. Transactions use the same class. */
export function tracedClient(client: typeof Knex.Client, spans: QuerySpans): typeof Knex.Client {
  class TracedClient extends (client as unknown as ClientClass) {
    override async _query(connection: unknown, query: Query): Promise<unknown> {
      const span = spans.start(query.sql);
      if (span === undefined) return super._query(connection, query);
      return ended(span, () =>
        super._query(connection, { ...query, sql: spans.commented(query.sql, span) }),
      );
    }
  }
  return TracedClient as unknown as typeof Knex.Client;
}

export function tracedReader(reader: Reader, spans: QuerySpans): Reader {
  return {
    all<Row>(sql: string, bindings: readonly Binding[]) {
      const span = spans.start(sql);
      if (span === undefined) return reader.all<Row>(sql, bindings);
      return ended(span, () => reader.all<Row>(sql, bindings));
    },
    close: () => reader.close(),
  };
}

/** A span for each unit of work, around those of its statements. */
export function tracedDatabase<T extends UnitOfWork & { isUnderWay(): boolean }>(
  database: T,
  tracing: Tracing,
): T {
  const traced =
    (name: string, carryOut: UnitOfWork['run']): UnitOfWork['run'] =>
    (work) =>
      database.isUnderWay() ? carryOut(work) : tracing.within(name, {}, () => carryOut(work));
  // Other members are read from the database itself, because what `knex` is depends on the moment.
  return Object.assign(Object.create(database) as T, {
    run: traced('unit of work', (work) => database.run(work)),
    rehearse: traced('rehearsal', (work) => database.rehearse(work)),
  });
}

async function ended<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    span.failed(error);
    const { code } = error as { code?: unknown };
    if (typeof code === 'string') span.set({ 'db.response.status_code': code });
    throw error;
  } finally {
    span.end();
  }
}

function placeOf(url: string): SpanAttributes & { readonly 'db.system.name': string } {
  if (!/^postgres(ql)?:/.test(url)) return { 'db.system.name': 'sqlite' };
  const { hostname, port, pathname } = new URL(url);
  return {
    'db.system.name': 'postgresql',
    'db.namespace': decodeURIComponent(pathname.slice(1)),
    ...(hostname !== '' && { 'server.address': hostname }),
    'server.port': Number(port || '5432'),
  };
}

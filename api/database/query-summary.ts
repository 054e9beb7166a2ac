export interface QuerySummary {
  /** `SELECT keys teams`: the operation and the tables, and nothing else of the statement. */
  readonly text: string;
  readonly operation: string;
  /** The table, if there is only one. */
  readonly table?: string;
}

/** Names of tables in lower case. A secret never looks like that, so none can become a part of a summary. */
const NAME = '["`]?([a-z][a-z_]{0,62})["`]?';
/** After FROM and JOIN, a name and a parenthesis are a function. After INTO, they are a table and its columns. */
const TABLE = new RegExp(
  `\\b(?:(?:from|join|update)\\s+(?:only\\s+)?${NAME}(?!\\s*\\(|\\w)|into\\s+${NAME}(?!\\w))`,
  'gi',
);
const FIRST_WORD = /^\s*([a-z]{2,20})\b/i;
/** What a statement that begins with WITH changes, if it changes anything. */
const CHANGE = /\b(insert|update|delete)\s/i;
const LONGEST = 255;

/** `db.query.summary` of OpenTelemetry's conventions for databases. */
export function summaryOf(sql: string): QuerySummary {
  const plain = sql.replaceAll(/'[^']*'/g, "''");
  const operation = operationOf(plain);
  const tables = [
    ...new Set([...plain.matchAll(TABLE)].map(([, from, into]) => from ?? into ?? '')),
  ].filter((name) => !KEYWORDS.has(name.toLowerCase()));
  const text = [operation, ...tables].join(' ').slice(0, LONGEST);
  const [table] = tables;
  return { text, operation, ...(tables.length === 1 && table !== undefined && { table }) };
}

function operationOf(sql: string): string {
  const first = FIRST_WORD.exec(sql)?.[1]?.toUpperCase() ?? 'OTHER';
  return first === 'WITH' ? (CHANGE.exec(sql)?.[1]?.toUpperCase() ?? 'SELECT') : first;
}

/** What can follow `FROM` or `UPDATE` without being a table: `FOR UPDATE OF keys`, `IS DISTINCT FROM excluded`. */
const KEYWORDS = new Set([
  'of',
  'nowait',
  'skip',
  'set',
  'excluded',
  'lateral',
  'values',
  'select',
]);

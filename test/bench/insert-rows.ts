import type { Database } from '../../api/database/database';

export type Cell = string | number | boolean | null;

export interface BulkInsert {
  readonly table: string;
  /** Columns that are the same in every row. */
  readonly constants: Readonly<Record<string, Cell>>;
  readonly columns: readonly string[];
}

/** Uses one statement with one parameter for thousands of rows, which are sent as JSON. */
export async function insertRows(
  { knex, dialect }: Database,
  { table, constants, columns }: BulkInsert,
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  const postgres = dialect.name === 'postgres';
  const source = postgres ? 'jsonb_array_elements(?::jsonb) AS rows(value)' : 'json_each(?)';
  const names = [...columns, ...Object.keys(constants)];
  const values = [
    ...columns.map((_, index) => `value ->> ${index}`),
    ...Object.values(constants).map((constant) => literal(constant)),
  ];
  await knex.raw(
    `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${source}`,
    [JSON.stringify(rows)],
  );
}

function literal(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell);
  return `'${cell.replaceAll("'", "''")}'`;
}

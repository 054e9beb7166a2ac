import type { Database } from '../../api/database/database';
import { rowsOf } from '../../api/database/dialects/rows-of';

export interface Column {
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
}

/** The parts of a database that statements depend on. */
export interface Schema {
  /** By `table.column`. */
  readonly columns: Readonly<Record<string, Column>>;
  /** Trigger → the SQL that creates it, without its layout. */
  readonly triggers: Readonly<Record<string, string>>;
  readonly uniqueIndexes: readonly string[];
}

export async function schemaOf(database: Database): Promise<Schema> {
  return database.dialect.name === 'postgres' ? postgresSchema(database) : sqliteSchema(database);
}

interface NamedColumn {
  name: string;
  required: boolean | number;
  has_default: boolean | number;
}

async function sqliteSchema({ knex }: Database): Promise<Schema> {
  const columns = await rowsOf<NamedColumn>(
    knex,
    `SELECT tables.name || '.' || info.name AS name, info."notnull" OR info.pk > 0 AS required,
            info.dflt_value IS NOT NULL AS has_default
       FROM sqlite_master AS tables, pragma_table_info(tables.name) AS info
      WHERE tables.type = 'table' ORDER BY 1`,
    [],
  );
  const triggers = await rowsOf<{ name: string; sql: string }>(
    knex,
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    [],
  );
  const indexes = await rowsOf<{ name: string }>(
    knex,
    `SELECT tables.name || '(' || (
              SELECT group_concat(name) FROM pragma_index_info(list.name)) || ')' AS name
       FROM sqlite_master AS tables, pragma_index_list(tables.name) AS list
      WHERE tables.type = 'table' AND list."unique" ORDER BY 1`,
    [],
  );
  return toSchema(columns, triggers, indexes);
}

async function postgresSchema({ knex }: Database): Promise<Schema> {
  const columns = await rowsOf<NamedColumn>(
    knex,
    `SELECT table_name || '.' || column_name AS name, is_nullable = 'NO' AS required,
            column_default IS NOT NULL AS has_default
       FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1`,
    [],
  );
  const triggers = await rowsOf<{ name: string; sql: string }>(
    knex,
    `SELECT tgname AS name, pg_get_triggerdef(pg_trigger.oid) || prosrc AS sql
       FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal ORDER BY 1`,
    [],
  );
  const indexes = await rowsOf<{ name: string }>(
    knex,
    `SELECT regexp_replace(indexdef, '^.* ON [^ ]+[.]', '') AS name
       FROM pg_indexes WHERE schemaname = current_schema() AND indexdef LIKE '%UNIQUE%' ORDER BY 1`,
    [],
  );
  return toSchema(columns, triggers, indexes);
}

function toSchema(
  columns: readonly NamedColumn[],
  triggers: readonly { name: string; sql: string }[],
  indexes: readonly { name: string }[],
): Schema {
  return {
    columns: Object.fromEntries(
      columns.map(({ name, required, has_default }) => [
        name,
        { isRequired: Boolean(required), hasDefault: Boolean(has_default) },
      ]),
    ),
    triggers: Object.fromEntries(
      triggers.map(({ name, sql }) => [name, sql.replace(/\s+/g, ' ').trim()]),
    ),
    uniqueIndexes: indexes.map(({ name }) => name),
  };
}

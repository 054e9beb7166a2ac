const QUOTE = '[\'"`]';

/**
 * The tables that a source names in calls of knex or in SQL: `knex('roles')`, `.join('roles', …)`,
 * `'roles.id'`, `name: 'roles'` as the table of objects, `const ROLES = 'roles'`, `FROM roles`. Only a
 * source that names knex is looked at, since `'roles.read'` is a permission elsewhere.
 */
export function tablesIn(source: string, tables: readonly string[]): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  if (!/\bknex\b/.test(code)) return [];
  return tables.filter((table) => usesOf(table).some((use) => use.test(code)));
}

function usesOf(table: string): RegExp[] {
  const named = `${QUOTE}${table}(?: as \\w+)?${QUOTE}`;
  return [
    new RegExp(`\\b(?:knex|trx)(?:<[^(]*>)?\\(\\s*${named}`),
    new RegExp(`\\.(?:from|into|\\w*[jJ]oin|table)\\(\\s*${named}`),
    new RegExp(`\\bname: ${named}`),
    new RegExp(`${QUOTE}${table}\\.\\w+`),
    new RegExp(`\\b(?:FROM|JOIN|INTO|UPDATE)\\s+"?${table}\\b`),
    // In lower case only at the start of a text: "from keys" may be a sentence.
    new RegExp(
      `${QUOTE}\\s*(?:(?:select|delete|insert)\\b.*\\b(?:from|into)|update)\\s+"?${table}\\b`,
    ),
    new RegExp(`\\bconst \\w+(?:: string)? = ${named}`),
  ];
}

/** The tables that a migration creates, or gives a new name. */
export function createdTables(migration: string): string[] {
  const creates =
    /createTable\(\s*'(\w+)'|CREATE TABLE (?:IF NOT EXISTS )?(\w+)|renameTable\(\s*'\w+',\s*'(\w+)'/g;
  return [...migration.matchAll(creates)].flatMap(([, ...names]) => names.filter(Boolean));
}

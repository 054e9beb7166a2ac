import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extractFieldRules } from './extract-field-rules';

const DOCUMENT = path.join(__dirname, '..', '..', 'api', 'openapi.json');
const TABLE = path.join(__dirname, 'generated', 'field-rules.json');

/** The table in the form in which it is committed. */
export function fieldRuleTable(): string {
  const document = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as Readonly<Record<string, unknown>>;
  return `${JSON.stringify(extractFieldRules(document), null, 2)}\n`;
}

if (require.main === module) writeFileSync(TABLE, fieldRuleTable());

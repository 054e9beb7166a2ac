import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { withRuleTable } from './rule-table';

const PAGE = join(__dirname, '../../docs/reference/rules.md');

async function main(): Promise<void> {
  const options = { ...(await resolveConfig(PAGE)), filepath: PAGE };
  writeFileSync(PAGE, await format(withRuleTable(readFileSync(PAGE, 'utf8')), options));
}

void main();

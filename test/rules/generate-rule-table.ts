import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { withRuleTable } from './rule-table';

const README = join(__dirname, '../../README.md');

async function main(): Promise<void> {
  const options = { ...(await resolveConfig(README)), filepath: README };
  writeFileSync(README, await format(withRuleTable(readFileSync(README, 'utf8')), options));
}

void main();

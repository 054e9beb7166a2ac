import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RULES, SOURCES, type Rule } from './rules';

const ROOT = join(__dirname, '../..');
const START = '<!-- rules: written by `npm run generate` -->';
const END = '<!-- end of rules -->';

/** Test names and their files, read from the sources. */
export function testNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const file of readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.test.ts')) continue;
    const path = join(ROOT, 'test', file);
    const calls = readFileSync(path, 'utf8').matchAll(
      /\b(?:it|test)(?:\.each\([\s\S]*?\))?\(\s*(['"`])((?:(?!\1).)+)\1/g,
    );
    for (const [, , name] of calls) if (name !== undefined) names.set(name, relative(ROOT, path));
  }
  return names;
}

/** The page with its table of rules brought up to date. */
export function withRuleTable(page: string): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < 0) throw new Error('The page has no place for the table of rules.');
  return `${page.slice(0, start)}${START}\n\n${ruleTable()}\n\n${page.slice(end)}`;
}

function ruleTable(): string {
  const names = testNames();
  const row = ({ source, rule, proof }: Rule) => {
    const file = names.get(proof);
    const shown = file === undefined ? '**no test**' : `[${proof}](../../${file})`;
    return `| ${source} | ${rule} | ${shown} |`;
  };
  const sources = Object.entries(SOURCES).map(([name, what]) => `${name}: ${what}`);
  return [
    `${sources.join('; ')}.`,
    '',
    '| document | rule | the test that proves it |',
    '| --- | --- | --- |',
    ...RULES.map(row),
  ].join('\n');
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from './rules';
import { testNames, withRuleTable } from './rule-table';

const PAGE = join(__dirname, '../../docs/reference/rules.md');

describe('the rules of the five documents', () => {
  const names = testNames();

  test.each(RULES)('$source: $rule', ({ proof }) => {
    expect(names.has(proof)).toBe(true);
  });

  test('are in the documentation, each with its test', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(unformatted(page)).toBe(unformatted(withRuleTable(page)));
  });
});

/** The formatter decides how wide the columns of a table are. */
function unformatted(markdown: string): string {
  return markdown.replace(/-{3,}/g, '---').replace(/\s+/g, ' ');
}

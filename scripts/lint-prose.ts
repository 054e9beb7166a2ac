import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readMarkdown, readTypeScript } from './read-prose';
import { findTranslatedPhrases } from './translated-phrases';

const ROOT = path.join(__dirname, '..');
const PARTS = [
  'api',
  'provider',
  'provider-release',
  'http-client',
  'client',
  'examples',
  'scripts',
  'docs',
  'test',
  '.changeset',
  '.github',
];
/** The rows of `test/bench` keep the names that RESULTS.md has. */
const NOT_READ = new Set(['test/bench']);
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'CODE_OF_CONDUCT.md'];
const NOT_WRITTEN_BY_HAND = new Set(['node_modules', 'dist', 'generated', 'data', 'cdktf.out']);
const BUILT = new Set(['provider/constructs/lib', 'provider/terraform-plugin/lib']);
/** The list of the phrases and its test quote them. */
const QUOTES = new Set([
  'scripts/translated-phrases.ts',
  'test/scripts/translated-phrases.test.ts',
]);

function filesOf(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [file];
    return NOT_WRITTEN_BY_HAND.has(entry.name) || BUILT.has(file) || NOT_READ.has(file)
      ? []
      : filesOf(file);
  });
}

const proseIn = (file: string, source: string) =>
  file.endsWith('.md') ? readMarkdown(source) : readTypeScript(source, file);

function findingsIn(file: string): readonly string[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  return findTranslatedPhrases(proseIn(file, source)).map(
    ({ line, found, instead }) => `${file}:${line}: "${found}": ${instead}`,
  );
}

const files = [...PAGES, ...PARTS.flatMap(filesOf)].filter(
  (file) => /\.(?:tsx?|md)$/.test(file) && !QUOTES.has(file),
);
const findings = [...new Set(files.flatMap(findingsIn))];
for (const finding of findings) console.error(finding);
if (findings.length > 0) {
  console.error(
    `\n${findings.length} phrases are hard to read. CONTRIBUTING.md, "Style", has the rules.`,
  );
  process.exitCode = 1;
}

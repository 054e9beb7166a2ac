import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findBritishSpellings } from './british-spellings';
import { readHashComments, readMarkdown, readTypeScript } from './read-prose';
import { findTranslatedPhrases } from './translated-phrases';

const ROOT = path.join(__dirname, '..');
const PARTS = [
  '.ci',
  'deploy',
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
const TOP_FILES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'CODE_OF_CONDUCT.md',
  'eslint.config.js',
  'jest.config.js',
];
const SCRIPTS = /\.(?:[cm]?[jt]s|tsx)$/;
const WITH_HASH_COMMENTS = /\.(?:tf|ya?ml|sh|service|timer)$|Dockerfile[^/]*$|^\.ci\//;
const NOT_WRITTEN_BY_HAND = new Set([
  'node_modules',
  'dist',
  'generated',
  'data',
  'cdktf.out',
  '.temp',
]);
const BUILT = new Set(['provider/constructs/lib', 'provider/terraform-plugin/lib']);
/** The lists of what is found, and their tests, quote it. */
const QUOTES = new Set([
  'scripts/british-spellings.ts',
  'test/scripts/british-spellings.test.ts',
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

function proseIn(file: string, source: string) {
  if (file.endsWith('.md')) return readMarkdown(source);
  return SCRIPTS.test(file) ? readTypeScript(source, file) : readHashComments(source);
}

function findingsIn(file: string): readonly string[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  return [...findTranslatedPhrases(proseIn(file, source)), ...findBritishSpellings(source)].map(
    ({ line, found, instead }) => `${file}:${line}: "${found}": ${instead}`,
  );
}

const isRead = (file: string) =>
  (file.endsWith('.md') || SCRIPTS.test(file) || WITH_HASH_COMMENTS.test(file)) &&
  !QUOTES.has(file);

const files = [...TOP_FILES, ...PARTS.flatMap(filesOf)].filter(isRead);
const findings = [...new Set(files.flatMap(findingsIn))];
for (const finding of findings) console.error(finding);
if (findings.length > 0) {
  console.error(
    `\n${findings.length} phrases are hard to read. CONTRIBUTING.md, "Style", has the rules.`,
  );
  process.exitCode = 1;
}

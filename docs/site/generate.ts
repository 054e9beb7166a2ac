import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeConstructPages } from './construct-pages';
import { generatedPages, GENERATED } from './generated-pages';

const DOCS = path.join(__dirname, '..');

/** Writes the pages that are generated from the code, next to those that people write. */
export function generate(): void {
  for (const place of GENERATED) rmSync(path.join(DOCS, place), { recursive: true, force: true });
  for (const page of generatedPages()) {
    const file = path.join(DOCS, page.path);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, page.text);
  }
  writeConstructPages(path.join(DOCS, 'reference/constructs'));
}

if (require.main === module) generate();

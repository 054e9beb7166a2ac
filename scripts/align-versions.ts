import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  isReleased,
  TEXTS,
  versionOf,
  withProviderVersion,
  withReleaseFiles,
  withRootVersion,
  workspacesOf,
} from './versions';

/**
 * Part of `npm run release:version`: writes the version in the places that changesets and
 * generators skip.
 */
function main(): void {
  const root = path.join(__dirname, '..');
  const version = versionOf(root);
  const rewrite = (file: string, change: (text: string, version: string) => string) => {
    const before = readFileSync(path.join(root, file), 'utf8');
    const after = change(before, version);
    if (after !== before) writeFileSync(path.join(root, file), after);
  };
  rewrite('package.json', withRootVersion);
  for (const file of TEXTS) rewrite(file, withReleaseFiles);
  for (const { folder } of workspacesOf(root).filter(isReleased)) {
    rewrite(path.join(folder, 'package.json'), withProviderVersion);
  }
}

main();

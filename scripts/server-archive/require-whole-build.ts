import { existsSync } from 'node:fs';
import path from 'node:path';

/** One file of each part that `npm run` builds on its own. */
const PARTS = [
  { what: 'server', file: 'main.js', command: 'build' },
  { what: 'console', file: 'console/index.html', command: 'build' },
  { what: 'documentation site', file: 'docs/index.html', command: 'build:docs' },
] as const;

/**
 * The server starts without its console and documentation, so nobody would notice that an archive lacks them.
 * @throws Error that says what to build
 */
export function requireWholeBuild(dist: string): void {
  const missing = PARTS.filter(({ file }) => !existsSync(path.join(dist, file)));
  if (missing.length === 0) return;
  const parts = missing.map(({ what }) => `the ${what}`).join(' and ');
  const commands = [...new Set(missing.map(({ command }) => `npm run ${command}`))].join(' && ');
  throw new Error(
    `The archive would lack ${parts}, because ${missing.length === 1 ? 'it is' : 'they are'} not built. ` +
      `Run: ${commands}`,
  );
}

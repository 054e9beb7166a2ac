import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const REPOSITORY = path.resolve(__dirname, '../..');

/** The commit that the release before this one was built from. */
export const PREVIOUS_COMMIT = readFileSync(path.join(__dirname, 'previous'), 'utf8').trim();

/** A shallow clone has no history, and neither does an archive. */
export function hasPreviousCommit(): boolean {
  try {
    git('cat-file', '-e', `${PREVIOUS_COMMIT}^{commit}`);
    return true;
  } catch {
    return false;
  }
}

/** Builds the server as that commit builds it, from its own sources, with the packages of this one. */
export function buildPreviousKeyplane(): { main: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'keyplane-previous-'));
  const archive = git('archive', PREVIOUS_COMMIT, 'api', 'package.json', 'tsconfig.json');
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  for (const packages of ['node_modules', 'api/node_modules']) {
    const installed = path.join(REPOSITORY, packages);
    if (existsSync(installed)) symlinkSync(installed, path.join(folder, packages));
  }
  const script = "require('./api/build-api').buildApi(require('node:path').resolve('api/dist'))";
  const tsx = require.resolve('tsx/cjs');
  execFileSync(process.execPath, ['--require', tsx, '-e', script], { cwd: folder });
  return {
    main: path.join(folder, 'api/dist/main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function git(...words: readonly string[]): Buffer {
  const options = {
    cwd: REPOSITORY,
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  } as const;
  return execFileSync('git', words, { ...options, stdio: [...options.stdio] });
}

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { version } from '../../provider/package.json';
import { GIVEN_PROVIDER } from '../support/tested-provider';

export const ROOT = join(__dirname, '../..');

/** The server as people start it, with the code that the build has compiled. */
export const COMMAND = join(ROOT, 'api/bin/keyplane.js');

/**
 * Another version of Node refuses the code that a build compiled, so the server would start more slowly than
 * one that was built with that version.
 * @throws Error if the server was not built with this version of Node
 */
export function requireServerOfThisNode(): void {
  const [runCompiled, main] = ['api/bin/run-compiled.js', 'api/dist/main.js'].map((file) =>
    JSON.stringify(join(ROOT, file)),
  );
  const check = `require(${runCompiled}).scriptOf(${main}).cachedDataRejected`;
  const rejected = execFileSync(process.execPath, ['-p', check], { encoding: 'utf8' }).trim();
  if (rejected === 'false') return;
  throw new Error(
    `The server was not built with Node ${process.version}. Run \`npm run build\` with it.`,
  );
}

/** The provider for Node that `npm run build` leaves. */
export const SCRIPT = join(ROOT, 'provider/dist/terraform-provider-keyplane');

/**
 * The given provider, or the one that `npm run build` leaves, in a place where terraform finds it.
 */
export const PROVIDER = {
  executable: GIVEN_PROVIDER ?? SCRIPT,
  source: 'keyplane.local/keyplane/keyplane',
  version,
};

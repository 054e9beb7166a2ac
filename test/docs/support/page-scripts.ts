import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ensureTerraform } from '../../../scripts/terraform';
import { freePort } from '../../support/free-port';
import { type CodeBlock, ROOT } from './pages';

const IN_PAGES = '127.0.0.1:8700';

/** The checkout is there and built, and the packages come from it: no test waits for a registry. */
const INSTEAD = `
set -euo pipefail
git() { :; }
npm() { if [ "$1" = install ]; then ln -sfn "$CHECKOUT/node_modules" node_modules; fi; }
serve() {
  # Not by npx, which would be the process to stop.
  node "$CHECKOUT/node_modules/.bin/keyplane" serve >>"$HOME/server.log" 2>&1 &
  server=$!
  until curl -fs "http://${IN_PAGES}/readyz"; do kill -0 "$server"; sleep 0.1; done
}
stop() { kill "$server" && wait "$server"; }
`;

/** What a reader does with a block: writes the file that it names, or runs it. */
export function stepOf({ language, label, code }: CodeBlock): string {
  if (language === 'sh') return code.replaceAll(/^npx keyplane serve$/gm, 'serve');
  return label === '' ? '' : `cat >${label} <<'END'\n${code}END\n`;
}

/**
 * Runs a script with the commands of pages in a home of its own, next to a folder that stands for the
 * checkout. `serve` starts the server, and `stop` ends it.
 * @returns what the script printed
 */
export async function runScript(script: string): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'keyplane-pages-'));
  try {
    return await runIn(home, `${INSTEAD}${script}`);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runIn(home: string, script: string): Promise<string> {
  const port = await freePort();
  const folders = { bin: path.join(home, 'bin'), checkout: path.join(home, 'keyplane') };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder)));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folders.checkout, 'node_modules'));
  const terraform = await ensureTerraform();
  await symlink(terraform.path, path.join(folders.bin, 'terraform'));
  const file = path.join(home, 'script.sh');
  await writeFile(file, script.replaceAll(IN_PAGES, `127.0.0.1:${port}`));
  const bash = spawn('bash', [file], {
    cwd: home,
    // A group of its own, with which the server ends.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${folders.bin}:${process.env.PATH}`,
      HOME: home,
      CHECKOUT: folders.checkout,
      KEYPLANE_PORT: String(port),
      KEYPLANE_DRAIN_SECONDS: '0',
      CHECKPOINT_DISABLE: '1',
      TF_CLI_ARGS: '-no-color',
      TF_CLI_ARGS_apply: '-auto-approve',
      TF_CLI_ARGS_destroy: '-auto-approve',
    },
  });
  const printed = Promise.all([text(bash.stdout), text(bash.stderr)]);
  const exitCode = await new Promise((resolve) => bash.once('exit', resolve));
  endGroup(bash.pid);
  const [stdout, stderr] = await printed;
  if (exitCode !== 0) throw new Error(`The commands ended with ${exitCode}.\n${stdout}${stderr}`);
  return stdout;
}

/** Ends the server of the script, if it was started. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader);
  } catch {
    // No process of the group is left.
  }
}

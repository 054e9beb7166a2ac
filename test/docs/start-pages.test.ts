import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ensureTerraform } from '../../scripts/terraform';
import { freePort } from '../support/free-port';
import { type CodeBlock, codeBlocksOf, readPage, ROOT } from './support/pages';

const IN_PAGES = '127.0.0.1:8700';
const SERVE = 'npx keyplane serve\n';

/** The checkout is there and built, and the packages come from it: no test waits for a registry. */
const INSTEAD = `
set -euo pipefail
git() { :; }
npm() { if [ "$1" = install ]; then ln -sfn "$CHECKOUT/node_modules" node_modules; fi; }
`;

/** What a reader does with a block: writes the file that it names, or runs it. */
function stepOf({ language, label, code }: CodeBlock): string {
  if (language !== 'sh') return label === '' ? '' : `cat >${label} <<'END'\n${code}END\n`;
  if (code !== SERVE) return code;
  return `npx keyplane serve >"$HOME/server.log" 2>&1 &
    until curl -fs "http://${IN_PAGES}/readyz"; do kill -0 "$!"; sleep 0.1; done\n`;
}

const scriptOf = (page: string) => codeBlocksOf(readPage(page)).map(stepOf).join('\n');

/** Ends the server of the script, if it was started. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader);
  } catch {
    // No process of the group is left.
  }
}

describe('the pages for a start', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'keyplane-start-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));

  async function run(script: string): Promise<string> {
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
      // A group of its own, which the server ends with.
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

  it('lead to a checked key, in HCL and in TypeScript', async () => {
    const hcl = scriptOf('docs/start/hcl.md');
    const typescript = scriptOf('docs/start/typescript.md');
    const printed = await run(`${INSTEAD}${hcl}\ncd "$CHECKOUT"\n${typescript}`);
    expect(printed.match(/\{"valid":true/g)).toHaveLength(2);
    expect(printed.match(/Apply complete! Resources: 3 added/g)).toHaveLength(2);
    expect(printed).toMatch(/Service account key "dashboard" .* is in use and will be destroyed/);
    expect(printed.match(/Destroy complete! Resources: 3 destroyed/g)).toHaveLength(2);
  }, 120_000);
});

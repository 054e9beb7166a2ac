import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildProvider, compileProvider } from '../../../provider/build-provider';
import { compiledFileOf } from '../../../provider/install/compiled-file';
import { PROVIDER_VERSION } from '../../../provider/version';

/** Says on the standard error what V8 made of what was compiled. */
const OBSERVER = `
const vm = require('node:vm');
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    const given = options.cachedData !== undefined;
    console.error(given ? (this.cachedDataRejected ? 'refused' : 'used') : 'none');
  }
};`;

it('builds the same executable from the same source', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-built-'));
  try {
    const built = await Promise.all(
      ['one', 'other'].map(async (name) => readFile(await buildProvider(path.join(folder, name)))),
    );
    expect(built[0]?.equals(built[1] ?? Buffer.of())).toBe(true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe('what the build compiles of the provider', () => {
  let folder: string;
  let executable: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-compiled-'));
    executable = await buildProvider(path.join(folder, 'dist'));
    await compileProvider(executable);
    await writeFile(path.join(folder, 'observer.js'), OBSERVER);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The provider alone in a folder, beside that file. */
  async function startedBeside(name: string, compiled?: Buffer) {
    const directory = path.join(folder, name);
    await mkdir(directory);
    const copy = path.join(directory, 'terraform-provider-keyplane_v1');
    await copyFile(executable, copy);
    if (compiled !== undefined) await writeFile(compiledFileOf(copy), compiled);
    const args = ['--require', path.join(folder, 'observer.js'), copy, '--version'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    return [stdout.trim(), stderr.trim()];
  }

  const kept = () => readFile(compiledFileOf(executable));

  it('is used where it lies beside the executable’s folder, whatever that is called', async () => {
    expect(await startedBeside('whole', await kept())).toEqual([PROVIDER_VERSION, 'used']);
  });

  it('is not missed', async () => {
    expect(await startedBeside('alone')).toEqual([PROVIDER_VERSION, 'none']);
  });

  it('is left alone when it is another build’s of the same length', async () => {
    const stale = await kept();
    stale[0] = (stale[0] ?? 0) ^ 1;
    expect(await startedBeside('stale', stale)).toEqual([PROVIDER_VERSION, 'none']);
  });

  it('is refused by V8 when another version compiled it, or when it is cut off', async () => {
    const foreign = await kept();
    // The hash of V8's version, after the digest of the build and a magic number.
    foreign.writeUInt32LE(foreign.readUInt32LE(36) ^ 1, 36);
    expect(await startedBeside('foreign', foreign)).toEqual([PROVIDER_VERSION, 'refused']);
    const cut = (await kept()).subarray(0, 50_000);
    expect(await startedBeside('cut', cut)).toEqual([PROVIDER_VERSION, 'refused']);
  });

  it('leaves the lines of a crash those of the file', async () => {
    const program = (await readFile(executable, 'utf8')).split('\n');
    const failing = path.join(folder, 'failing');
    const at = program.lastIndexOf('/*') + 2;
    program.splice(at - 1, 0, 'throw new Error("crash");');
    await writeFile(failing, program.join('\n'));
    await expect(promisify(execFile)(process.execPath, [failing])).rejects.toMatchObject({
      stderr: expect.stringContaining(`${failing}:${at}`),
    });
  });
});

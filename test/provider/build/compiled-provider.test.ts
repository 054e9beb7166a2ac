import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildProvider, compileProvider } from '../../../provider/build-provider';
import { compiledFileOf } from '../../../provider/install/compiled-file';
import { PROVIDER_VERSION } from '../../../provider/version';

/** Reports on the standard error whether V8 accepted the compiled code. */
const OBSERVER = `
const vm = require('node:vm');
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    const given = options.cachedData !== undefined;
    console.error(given ? (this.cachedDataRejected ? 'refused' : 'used') : 'none');
  }
};`;

const BUILD = path.join(__dirname, '../../../provider/build-provider.ts');

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function changedAt(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

it('builds the same executable from the same source, in whatever folder the build is started', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-built-'));
  try {
    const here = await readFile(await buildProvider(path.join(folder, 'here')));
    const elsewhere = path.join(folder, 'elsewhere');
    const build = `require(${JSON.stringify(BUILD)}).buildProvider(${JSON.stringify(elsewhere)})`;
    await promisify(execFile)(
      process.execPath,
      ['--require', require.resolve('tsx/cjs'), '--eval', build],
      { cwd: folder },
    );
    const built = await readFile(path.join(elsewhere, 'terraform-provider-keyplane'));
    expect(digestOf(built)).toBe(digestOf(here));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe('the compiled code of the provider', () => {
  let folder: string;
  let executable: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-compiled-'));
    executable = await buildProvider(path.join(folder, 'dist'));
    await compileProvider(executable);
    await writeFile(path.join(folder, 'observer.js'), OBSERVER);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Makes a folder with only the provider, and that file next to the folder. */
  async function startedBeside(name: string, compiled?: Buffer, text?: string) {
    const directory = path.join(folder, name);
    await mkdir(directory);
    const copy = path.join(directory, 'terraform-provider-keyplane_v1');
    await copyFile(executable, copy);
    if (text !== undefined) await writeFile(copy, text);
    if (compiled !== undefined) await writeFile(compiledFileOf(copy), compiled);
    const args = ['--require', path.join(folder, 'observer.js'), copy, '--version'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    return [stdout.trim(), stderr.trim()];
  }

  const kept = () => readFile(compiledFileOf(executable));

  it('is used if it is next to the folder of the executable, whatever the folder is called', async () => {
    expect(await startedBeside('whole', await kept())).toEqual([PROVIDER_VERSION, 'used']);
  });

  it('is optional: without it, the provider still starts', async () => {
    expect(await startedBeside('alone')).toEqual([PROVIDER_VERSION, 'none']);
  });

  it.each<[string, (compiled: Buffer) => Buffer]>([
    ['it is another build’s', (compiled) => changedAt(compiled, compiled.length - 100)],
    ['its first byte was changed', (compiled) => changedAt(compiled, 0)],
    ['it is cut off', (compiled) => compiled.subarray(0, 50_000)],
    ['it is longer', (compiled) => Buffer.concat([compiled, Buffer.alloc(8)])],
    ['it is empty', () => Buffer.alloc(0)],
  ])('is not run if %s', async (what, change) => {
    expect(await startedBeside(what, change(await kept()))).toEqual([PROVIDER_VERSION, 'none']);
  });

  it('is covered by Terraform’s lock file, because the executable contains its digest', async () => {
    const digest = createHash('sha256')
      .update(await kept())
      .digest('hex');
    expect(await readFile(executable, 'utf8')).toContain(digest);
  });

  it('is refused by V8 if another version compiled it', async () => {
    const foreign = await kept();
    // The hash of V8's version, after a magic number.
    foreign.writeUInt32LE(foreign.readUInt32LE(4) ^ 1, 4);
    const digests = [await kept(), foreign].map((bytes) =>
      createHash('sha256').update(bytes).digest('hex'),
    );
    const [own = '', other = ''] = digests;
    const text = (await readFile(executable, 'utf8')).replace(own, other);
    expect(await startedBeside('foreign', foreign, text)).toEqual([PROVIDER_VERSION, 'refused']);
  });

  it('is not built again if neither the program nor Node has changed', async () => {
    const dist = path.dirname(executable);
    const before = [digestOf(await readFile(executable)), digestOf(await kept())];
    // V8 recompiles if its flags differ, and the workers of the tests have flags of their own.
    const buildAgain = `require(${JSON.stringify(BUILD)}).buildUnlessCurrent(${JSON.stringify(dist)})`;
    await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', '--eval', buildAgain]);
    expect([digestOf(await readFile(executable)), digestOf(await kept())]).toEqual(before);
  });

  it('leaves the line numbers in the stack of a crash right', async () => {
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

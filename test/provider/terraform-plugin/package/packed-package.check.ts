import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { createTerraformWorkspace, type TerraformWorkspace } from '../../../support/terraform';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '../../../..');
const PACKAGE = path.join(ROOT, 'provider/terraform-plugin');
const EXAMPLE = path.join(ROOT, 'examples/provider-in-typescript');

let folder: string;
let tarball: string;
let workspace: TerraformWorkspace | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'packed-plugin-'));
  tarball = await pack();
  await installTarball(tarball);
}, 180_000);

afterEach(async () => {
  await workspace?.cleanup();
  workspace = undefined;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the packed plugin framework, installed into an empty folder', () => {
  it('needs no other package', async () => {
    const { packages } = JSON.parse(
      await readFile(path.join(folder, 'node_modules/.package-lock.json'), 'utf8'),
    ) as { packages: object };
    expect(Object.keys(packages)).toEqual(['node_modules/@keyplane/terraform-plugin']);
  });

  it.each([
    ['', ['defineProvider', 'forClient', 'defineFunction', 'string', 'serve', 'serveForReattach']],
    ['/serve', ['serve']],
    ['/testing', ['benchFor', 'benchForProvider', 'recordingLogger']],
    ['/docs', ['renderDocumentation']],
  ])('is required and imported as @keyplane/terraform-plugin%s', async (entry, names) => {
    const name = `@keyplane/terraform-plugin${entry}`;
    const program = `
      const required = require('${name}');
      import('${name}').then((imported) =>
        console.log(JSON.stringify([Object.keys(required), Object.keys(imported)])));`;
    const { stdout } = await run(process.execPath, ['-e', program], { cwd: folder });
    const [required, imported] = JSON.parse(stdout) as [string[], string[]];
    expect(required).toEqual(expect.arrayContaining(names));
    expect(imported).toEqual(expect.arrayContaining(names));
  });

  it('follows the rules of publint', async () => {
    const { stdout } = await tool('publint', 'run', tarball, '--strict');
    expect(stdout).toContain('All good');
  });

  it('resolves its types wherever TypeScript reads exports', async () => {
    const { stdout } = await tool('attw', tarball, '--profile', 'node16', '--format', 'json');
    const { problems } = JSON.parse(stdout) as { problems?: Readonly<Record<string, unknown[]>> };
    const resolutions = Object.values(problems ?? {}).flat() as { resolutionKind?: string }[];
    // TypeScript's "node10" resolution, which TypeScript is removing, ignores `exports`.
    expect(resolutions.filter(({ resolutionKind }) => resolutionKind !== 'node10')).toEqual([]);
  });

  it('exports none of its other files', async () => {
    const inside = `require('@keyplane/terraform-plugin/lib/framework/schema')`;
    await expect(run(process.execPath, ['-e', inside], { cwd: folder })).rejects.toMatchObject({
      stderr: expect.stringContaining('ERR_PACKAGE_PATH_NOT_EXPORTED') as string,
    });
  });

  it('has valid declarations, with which the example and the README compile', async () => {
    const project = await copyExample();
    const [noteProvider, zoneResource, dnsProvider] = await readmePrograms();
    await writeFile(path.join(project, 'readme.ts'), noteProvider);
    await writeFile(path.join(project, 'zone-resource.ts'), zoneResource);
    await writeFile(path.join(project, 'dns-provider.ts'), dnsProvider);
    await writeFile(path.join(project, 'zones.ts'), zonesClient);
    const compiler = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const typeRoots = path.join(ROOT, 'node_modules/@types');
    const { stdout } = await run(
      process.execPath,
      [compiler, '-p', project, '--typeRoots', typeRoots],
      { cwd: project },
    ).catch((failure: { stdout: string }) => failure);
    expect(stdout).toBe('');
  }, 180_000);

  it('serves the example to terraform, which applies, changes and destroys it', async () => {
    const project = await copyExample();
    const terraform = await workspaceFor(await bundle(path.join(project, 'main.ts'), 'files'), {
      'main.tf': await readFile(path.join(EXAMPLE, 'main.tf'), 'utf8'),
      'files/token.txt': 's3cret',
    });
    const greeting = path.join(terraform.folder, 'files/greeting.txt');
    await terraform.init();
    await terraform.apply();
    expect(await readFile(greeting, 'utf8')).toBe('hello\nworld\n');
    const { values } = await terraform.show();
    expect(values?.outputs?.lines?.value).toBe(2);
    expect(await readFile(path.join(terraform.folder, 'terraform.tfstate'), 'utf8')).not.toContain(
      's3cret',
    );

    expect(await terraform.plan({ detailedExitCode: true })).toMatchObject({ exitCode: 0 });
    await terraform.apply('-var=greeting=hello');
    expect(await readFile(greeting, 'utf8')).toBe('hello');

    await rm(greeting);
    const { stdout } = await terraform.apply('-var=greeting=hello');
    expect(stdout).toContain('File greeting.txt is gone');
    expect(await readFile(greeting, 'utf8')).toBe('hello');

    await terraform.destroy();
    await expect(readFile(greeting)).rejects.toMatchObject({ code: 'ENOENT' });
  }, 120_000);

  it('serves the provider of its README to terraform', async () => {
    const source = path.join(folder, 'readme.ts');
    const [program] = await readmePrograms();
    expect(program.split('\n').length).toBeLessThanOrEqual(41);
    await writeFile(source, program);
    const terraform = await workspaceFor(await bundle(source, 'notes'), {
      'main.tf': notesConfiguration('hello'),
      'notes/.keep': '',
    });
    const note = path.join(terraform.folder, 'notes/a.md');
    await terraform.init();
    await terraform.apply();
    expect(await readFile(note, 'utf8')).toBe('hello');
    await terraform.write({ 'main.tf': notesConfiguration('hello again') });
    await terraform.apply();
    expect(await readFile(note, 'utf8')).toBe('hello again');
    await terraform.destroy();
    await expect(readFile(note)).rejects.toMatchObject({ code: 'ENOENT' });
  }, 120_000);
});

const tool = (name: string, ...args: readonly string[]) =>
  run(path.join(ROOT, 'node_modules/.bin', name), args, { cwd: folder });

/** Builds the package first, as its publication would. */
async function pack(): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: PACKAGE,
  });
  return path.join(folder, stdout.trim().split('\n').at(-1) ?? '');
}

async function installTarball(file: string): Promise<void> {
  await writeFile(path.join(folder, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', file], {
    cwd: folder,
    env: { ...process.env, npm_config_cache: path.join(folder, 'empty-cache') },
  });
}

/** The folder is next to the installed package, as if it were a separate project. */
async function copyExample(): Promise<string> {
  const project = path.join(folder, 'example');
  await cp(EXAMPLE, project, {
    recursive: true,
    filter: (file) => !/\/(node_modules|dist)$/.test(file),
  });
  return project;
}

async function bundle(entryPoint: string, name: string): Promise<string> {
  const outfile = path.join(folder, 'dist', `terraform-provider-${name}`);
  await mkdir(path.dirname(outfile), { recursive: true });
  await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  });
  await chmod(outfile, 0o755);
  return outfile;
}

async function workspaceFor(
  executable: string,
  files: Readonly<Record<string, string>>,
): Promise<TerraformWorkspace> {
  const name = path.basename(executable).replace('terraform-provider-', '');
  workspace = await createTerraformWorkspace({
    files,
    provider: { executable, source: `example.com/acme/${name}`, version: '0.1.0' },
  });
  return workspace;
}

/**
 * The first provider in the README, its larger resource, and the provider of the larger resource.
 */
async function readmePrograms(): Promise<readonly [string, string, string]> {
  const readme = await readFile(path.join(PACKAGE, 'README.md'), 'utf8');
  const [first = '', second = '', third = ''] = Array.from(
    readme.matchAll(/```ts\n(.*?)```/gs),
    ([, program = '']) => program,
  );
  return [first, second, third];
}

/** The client that the README leaves to its reader. */
const zonesClient = `
  import type { Zones } from './zone-resource';

  export declare function connect(endpoint: string, token: string): Zones;
`;

const notesConfiguration = (text: string) => `
  terraform {
    required_providers {
      notes = { source = "example.com/acme/notes" }
    }
  }

  resource "notes_note" "a" {
    name = "a"
    text = "${text}"
  }
`;

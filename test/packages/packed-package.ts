import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '../..');
const COPIED = ['tsconfig.json', 'http-client', 'provider', 'client'];
const NOT_COPIED = /\/(?:node_modules|dist|lib|dist\.compiled)$/;

/**
 * A copy of the sources, in which packages are built and packed. A package that is built in its own
 * folder would be missing there for a moment, and other tests run at the same time.
 */
export async function copySources(folder: string): Promise<string> {
  const copy = path.join(folder, 'repository');
  await mkdir(copy);
  for (const name of COPIED) {
    await cp(path.join(ROOT, name), path.join(copy, name), {
      recursive: true,
      filter: (file) => !NOT_COPIED.test(path.relative(ROOT, file)),
    });
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

/** Builds the package as its publication does. Returns the path of the tarball. */
export const packSources = (folder: string, destination: string) => pack(folder, destination);

/** The tarball of a package that is installed in this repository, so that no registry is asked. */
export const packInstalled = (name: string, destination: string) =>
  pack(path.join(ROOT, 'node_modules', name), destination, '--ignore-scripts');

async function pack(
  folder: string,
  destination: string,
  ...options: readonly string[]
): Promise<string> {
  const { stdout } = await run(
    'npm',
    ['pack', '--silent', '--pack-destination', destination, ...options],
    { cwd: folder },
  );
  return path.join(destination, stdout.trim().split('\n').at(-1) ?? '');
}

/** An empty project in which npm has installed the tarballs. Fails if a peer does not fit. */
export async function createProject(folder: string, tarballs: readonly string[]): Promise<string> {
  await mkdir(folder);
  await writeFile(path.join(folder, 'package.json'), '{"private":true}');
  await run(
    'npm',
    ['install', '--offline', '--strict-peer-deps', '--no-audit', '--no-fund', ...tarballs],
    { cwd: folder, env: { ...process.env, npm_config_cache: path.join(folder, 'empty-cache') } },
  );
  return folder;
}

export async function installedPackages(project: string): Promise<readonly string[]> {
  const file = path.join(project, 'node_modules/.package-lock.json');
  const { packages } = JSON.parse(await readFile(file, 'utf8')) as { packages: object };
  return Object.keys(packages)
    .map((name) => name.replace('node_modules/', ''))
    .filter((name) => !name.includes('/node_modules/'));
}

/**
 * Compiles the program as `program.cts` and as `program.mts`, strictly and with the declarations of
 * all packages, into CommonJS and an ES module next to them.
 * @param others further files that must compile
 * @returns what the compiler reports
 */
export async function compileProgram(
  project: string,
  program: string,
  others: Readonly<Record<string, string>> = {},
): Promise<string> {
  const files = { 'program.cts': program, 'program.mts': program, ...others };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(project, name), text);
  }
  const compilerOptions = {
    target: 'ES2022',
    module: 'Node16',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    types: ['node'],
    typeRoots: [path.join(ROOT, 'node_modules/@types')],
  };
  const config = { compilerOptions, files: Object.keys(files) };
  await writeFile(path.join(project, 'tsconfig.json'), JSON.stringify(config));
  const compiler = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [compiler, '-p', project]).catch(
    (failure: { stdout: string }) => failure,
  );
  return stdout;
}

/** Runs `program.cjs` or `program.mjs`. Rejects with its output if it fails. */
export async function runProgram(
  project: string,
  program: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await run(process.execPath, [program], {
    cwd: project,
    env: { PATH: process.env.PATH, ...environment },
  });
  return stdout;
}

/** The report of publint about a tarball: "All good!" if nothing is wrong. */
export async function publint(tarball: string): Promise<string> {
  const { stdout } = await tool('publint', 'run', tarball, '--strict');
  return stdout;
}

/**
 * Reports each way in which TypeScript would resolve types that do not match the code that Node.js
 * loads.
 */
export async function typeProblems(tarball: string): Promise<readonly unknown[]> {
  const { stdout } = await tool('attw', tarball, '--format', 'json');
  const { problems } = JSON.parse(stdout) as { problems?: Readonly<Record<string, unknown[]>> };
  return Object.values(problems ?? {}).flat();
}

const tool = (name: string, ...args: readonly string[]) =>
  run(path.join(ROOT, 'node_modules/.bin', name), args).catch(
    (failure: { stdout: string }) => failure,
  );

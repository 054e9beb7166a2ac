import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** These are only needed to install or compile the package that names them. */
const INSTALL_ONLY: ReadonlySet<string> = new Set(['node-addon-api', 'prebuild-install', 'tar']);

/** Folders and files that a running server never reads. */
const UNUSED = /\/(?:\.|(?:deps|docs|node_modules|src|test)(?:\/|$))|\.(?:gypi?|map|md|[cm]?ts)$/;
/** Of compiled code only the result is used. */
const UNUSED_OF_BUILD = /^\/build\/(?!Release$|Release\/[^/]+\.node$)/;
const LICENSE = /\/(?:license|licence|notice|copying)[^/]*$/i;

interface PackageJson {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * Copies installed packages and everything that they need at run time into `modules`.
 * @returns the folders that they were copied from
 */
export async function copyPackages(
  names: readonly string[],
  from: string,
  modules: string,
): Promise<readonly string[]> {
  const copied = new Map<string, string>();

  async function copyPackage(name: string, neededBy: string): Promise<void> {
    const { folder, entry } = placeOf(name, neededBy);
    const known = copied.get(name);
    if (known === folder) return;
    if (known !== undefined) throw new Error(`There are two versions of ${name}.`);
    copied.set(name, folder);
    await cp(folder, path.join(modules, name), {
      recursive: true,
      filter: (file) => isUsed(file.slice(folder.length), entry),
    });
    const text = await readFile(path.join(folder, 'package.json'), 'utf8');
    for (const dependency of needsOf(JSON.parse(text) as PackageJson)) {
      if (!INSTALL_ONLY.has(dependency)) await copyPackage(dependency, `${folder}/package.json`);
    }
  }

  for (const name of names) await copyPackage(name, from);
  return [...copied.values()];
}

/** Its dependencies, and the packages that it expects next to it. */
function needsOf(given: PackageJson): readonly string[] {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = given;
  const peers = Object.keys(peerDependencies).filter(
    (name) => !peerDependenciesMeta[name]?.optional,
  );
  return [...Object.keys(dependencies), ...peers];
}

/** @param entry the folder of the file that `require` loads, which may be one that is unused in other packages */
function isUsed(file: string, entry: string): boolean {
  if (LICENSE.test(file)) return true;
  if (!UNUSED.test(file) && !UNUSED_OF_BUILD.test(file)) return true;
  const isWithin =
    entry !== '' && (`${file}/`.startsWith(`${entry}/`) || entry.startsWith(`${file}/`));
  return isWithin && !UNUSED.test(file.slice(entry.length));
}

/** A package may hide its package.json from `require.resolve`. */
function placeOf(name: string, neededBy: string): { folder: string; entry: string } {
  const main = createRequire(neededBy).resolve(name);
  const end = main.lastIndexOf(`/node_modules/${name}/`);
  const folder = main.slice(0, end) + `/node_modules/${name}`;
  return { folder, entry: path.dirname(main.slice(folder.length)).replace(/^\/$/, '') };
}

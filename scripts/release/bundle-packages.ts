import { readFileSync } from 'node:fs';
import path from 'node:path';

/** An npm package whose code is in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * Each version of a package once, even if npm has installed it in several places.
 * @param files the absolute paths of what the bundler read
 */
export function bundledPackages(files: readonly string[]): readonly BundledPackage[] {
  const folders = files.flatMap((file) => {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
    return folder === undefined ? [] : [folder];
  });
  const packages = [...new Set(folders)].sort().map((folder) => {
    const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
    const { name, version, license } = JSON.parse(text) as BundledPackage;
    return { name, version, license };
  });
  return [...new Map(packages.map((each) => [`${each.name}@${each.version}`, each])).values()];
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of the built console, with its copy in Brotli if the build made one. */
export interface ConsoleFile {
  readonly bytes: Buffer;
  readonly brotli: Buffer | null;
}

/** The built console in memory. Only what is in `assets` is served, so no path leaves its folder. */
export interface ConsoleFiles {
  /** `index.html` with placeholders for what differs between answers. */
  readonly page: string;
  /** File name below `assets/` → file. Each name contains a hash of the content. */
  readonly assets: ReadonlyMap<string, ConsoleFile>;
}

const BROTLI = '.br';

/** The folder of the built console: next to the bundle, or in the build if the sources run. */
export function consoleFolder(beside: string): string {
  const bundled = path.join(beside, 'console');
  return existsSync(path.join(bundled, 'index.html'))
    ? bundled
    : path.join(beside, '..', 'dist', 'console');
}

/** @returns `null` if the console has not been built */
export function readConsoleFiles(folder: string): ConsoleFiles | null {
  const index = path.join(folder, 'index.html');
  if (!existsSync(index)) return null;
  const assetFolder = path.join(folder, 'assets');
  const names = readdirSync(assetFolder);
  const read = (name: string) => readFileSync(path.join(assetFolder, name));
  const assets = names
    .filter((name) => !name.endsWith(BROTLI))
    .map((name): [string, ConsoleFile] => {
      const brotli = names.includes(name + BROTLI) ? read(name + BROTLI) : null;
      return [name, { bytes: read(name), brotli }];
    });
  return { page: readFileSync(index, 'utf8'), assets: new Map(assets) };
}

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The names of the folders in a folder, in order. A link to a folder counts, because some
 * deployments link a version into the release folder.
 */
export async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(entry.name)))) {
      names.push(entry.name);
    }
  }
  return names.sort();

  async function leadsToFolder(name: string): Promise<boolean> {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    return found?.isDirectory() === true;
  }
}

import { promises as fs } from 'node:fs';
import path from 'node:path';

/**
 * A folder and those above it. Node's own `recursive` never ends in a file system that answers ENOENT
 * although the folder above exists, as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  const code = await makeOne(folder);
  if (code !== 'ENOENT') return;
  await makeFolder(path.dirname(folder));
  await fs.mkdir(folder);
}

/** @returns `ENOENT` if the folder above does not exist */
async function makeOne(folder: string): Promise<'ENOENT' | undefined> {
  try {
    await fs.mkdir(folder);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return undefined;
    if (code === 'ENOENT' && path.dirname(folder) !== folder) return code;
    throw error;
  }
}

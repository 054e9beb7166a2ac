import { promises as fs } from 'node:fs';
import path from 'node:path';

/**
 * A folder and those above it. Node's own `recursive` never ends in a file system that answers ENOENT
 * although the folder above exists, as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  if ((await makeOne(folder)) === undefined) return;
  await makeFolder(path.dirname(folder));
  // Another installation may have made it in the meantime.
  const fault = await makeOne(folder);
  if (fault !== undefined) throw fault;
}

/** @returns the error if the folder above does not exist */
async function makeOne(folder: string): Promise<Error | undefined> {
  try {
    await fs.mkdir(folder);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return undefined;
    if (code === 'ENOENT' && path.dirname(folder) !== folder) return error as Error;
    throw error;
  }
}

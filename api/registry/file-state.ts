import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** A text that changes if the file is written or replaced. Undefined if the file does not exist. */
export async function fileState(file: string): Promise<string | undefined> {
  const found = await lstat(file).catch(() => undefined);
  return found?.isFile() === true
    ? [found.ino, found.size, found.mtimeMs, found.ctimeMs].join(':')
    : undefined;
}

/** A text that changes if a file below the folder is added, removed, written or replaced. */
export async function folderState(folder: string): Promise<string> {
  const states: string[] = [];
  // The files are read one after the other, so that a verification does not have to wait for all of
  // them.
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    states.push(`${name}=${(await fileState(path.join(folder, name))) ?? 'none'}`);
  }
  return states.join('|');
}

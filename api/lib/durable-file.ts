import { constants } from 'node:fs';
import { copyFile, link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Waits until the content of the file is on the disk. */
export async function syncFile(file: string): Promise<void> {
  // A file that was opened only to read can be synced on Linux and macOS, but not on Windows.
  const opened = await open(file, 'r+');
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}

/** Waits until the names in the folder of the file are on the disk. */
export async function syncFolderOf(file: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Gives a finished file its name, and never replaces another file.
 * @throws Error with code EEXIST if there is a file of that name
 */
export async function publishFile(draft: string, file: string): Promise<void> {
  await linkOrCopy(draft, file);
  await rm(draft);
  await syncFolderOf(file);
}

/** Some file systems, such as exFAT and many network shares, have no links. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EXDEV', 'EMLINK')) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
    await syncFile(to);
  }
}

/** An error of the system has a code, in whichever realm of JavaScript it was made. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const isErrorLike = typeof error === 'object' && error !== null && 'code' in error;
  return isErrorLike && codes.includes(String(error.code));
}

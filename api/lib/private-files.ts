import { statSync } from 'node:fs';
import { chmod } from 'node:fs/promises';

/** The rights that others had to a file, and whether they were removed. */
export interface RepairedFile {
  readonly file: string;
  readonly mode: string;
  readonly repaired: boolean;
}

const OTHERS = 0o077;
export const WRITABLE_BY_OTHERS = 0o022;

/**
 * Removes every right that others have to these files. Missing files and folders are skipped.
 * @returns the ones that others had rights to
 */
export async function makePrivate(files: readonly string[]): Promise<RepairedFile[]> {
  const repaired: RepairedFile[] = [];
  for (const file of files) {
    const mode = modeOf(file);
    if (mode === undefined || (mode & OTHERS) === 0 || !statSync(file).isFile()) continue;
    const success = await chmod(file, mode & 0o700).then(
      () => true,
      () => false,
    );
    repaired.push({ file, mode: textOf(mode), repaired: success });
  }
  return repaired;
}

/** `undefined` if the file is missing. */
export function modeOf(file: string): number | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && found.mode & 0o777;
}

/** The mode in the form of `chmod`, such as 0644. */
export function textOf(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

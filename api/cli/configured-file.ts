import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandFailure, EXIT_CODE } from './exit-code';

/**
 * Reads the file that a variable names.
 * @param advice what to do if it cannot be read
 * @throws CommandFailure
 */
export async function readConfiguredFile(
  variable: string,
  file: string,
  advice: string,
): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CommandFailure(
      EXIT_CODE.config,
      `${variable}: ${path.resolve(file)} ${WHY[code ?? ''] ?? 'cannot be read'}. ${advice}`,
      { cause },
    );
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'cannot be read, because its permissions do not allow that',
  EISDIR: 'is a folder',
};

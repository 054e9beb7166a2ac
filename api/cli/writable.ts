import { access, constants, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CommandFailure, EXIT_CODE } from './exit-code';

/**
 * Creates the folder if it does not exist, and makes sure that files can be created in it.
 * @throws CommandFailure naming `variable`, which chooses another folder
 */
export async function requireWritableFolder(folder: string, variable: string): Promise<void> {
  const shown = path.resolve(folder);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const what = hasCode(cause, 'EEXIST', 'ENOTDIR')
      ? `${shown} is not a folder`
      : `The folder ${shown} cannot be written`;
    throw new CommandFailure(
      EXIT_CODE.cannotWrite,
      `${what}. Give write access to the user that runs Keyplane, or set ${variable} to ` +
        'another one.',
      { cause },
    );
  }
}

/**
 * The file may be missing. Its folder must be writable even if the file exists, because SQLite creates
 * other files there.
 * @throws CommandFailure
 */
export async function requireWritableDatabaseFile(file: string): Promise<void> {
  await requireWritableFolder(path.dirname(file), 'KEYPLANE_DATABASE_URL');
  await requireDatabaseFile(file, 'read and written', constants.R_OK | constants.W_OK);
}

/**
 * For commands that only read the file. It may be missing.
 * @throws CommandFailure
 */
export async function requireReadableDatabaseFile(file: string): Promise<void> {
  await requireDatabaseFile(file, 'read', constants.R_OK);
}

async function requireDatabaseFile(
  file: string,
  used: 'read' | 'read and written',
  mode: number,
): Promise<void> {
  const shown = path.resolve(file);
  try {
    if ((await stat(file)).isDirectory()) {
      throw new CommandFailure(
        EXIT_CODE.config,
        `${shown} is a folder, not a database file. Set KEYPLANE_DATABASE_URL to a file.`,
      );
    }
    await access(file, mode);
  } catch (cause) {
    if (cause instanceof CommandFailure) throw cause;
    if (hasCode(cause, 'ENOENT')) return;
    const needed = used === 'read' ? 'read' : 'read and write';
    throw new CommandFailure(
      EXIT_CODE.cannotWrite,
      `The database file ${shown} cannot be ${used}. Give ${needed} access to the user that runs ` +
        'Keyplane, or set KEYPLANE_DATABASE_URL to another file.',
      { cause },
    );
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

import { promises as fs } from 'node:fs';
import path from 'node:path';

/** As in sysexits.h: 64 the command line is wrong, 73 a file or folder cannot be written. */
export type InstallExitCode = 64 | 73;

/** The provider cannot be installed: `message` says why and what to do. */
export class InstallFailure extends Error {
  override readonly name = 'InstallFailure';

  constructor(
    readonly exitCode: InstallExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * @param folder what is written
 * @throws InstallFailure instead of the error of the file system
 */
export async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, path: place = folder } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const file = code === 'ENOTDIR' || code === 'EEXIST' ? await fileAbove(place) : undefined;
    throw new InstallFailure(
      73,
      file === undefined
        ? `${place} cannot be written (${code}). Give this user write access to it, ${ELSEWHERE}`
        : `${file} is a file, but the provider is installed in a folder of this name. Remove the file, ${ELSEWHERE}`,
      { cause },
    );
  }
}

const ELSEWHERE = 'or set HOME to a folder that this user can write.';

/** The file that is in the place of a folder, if there is one on this path. */
async function fileAbove(place: string): Promise<string | undefined> {
  const found = await fs.stat(place).catch(() => undefined);
  if (found !== undefined) return found.isDirectory() ? undefined : place;
  const above = path.dirname(place);
  return above === place ? undefined : fileAbove(above);
}

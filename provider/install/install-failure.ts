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

/** @throws InstallFailure instead of the error of the file system */
export async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, path = folder } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new InstallFailure(
      73,
      `${path} cannot be written (${code}). Give this user write access to it, or set HOME ` +
        'to a folder that this user can write.',
      { cause },
    );
  }
}

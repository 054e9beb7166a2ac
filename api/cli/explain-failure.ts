import { BootstrapFileExistsError } from '../bootstrap/bootstrap-file';
import type { Config } from '../app/config';
import { InvalidConfigError } from '../app/invalid-config-error';
import { EditedMigrationError } from '../database/applied-migrations';
import { ForeignDatabaseError } from '../database/foreign-database';
import { NewerDatabaseError } from '../database/migrate';
import { maskSecrets } from '../domain/mask-secrets';
import { MasterKeyError } from '../sealing/master-key';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { explainDatabase, systemErrorOf } from './explain-database';

/** The sentence with which a failed command ends: what is wrong and what to do. */
export function explainFailure(error: unknown, config?: Config): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (
    error instanceof BootstrapFileExistsError ||
    error instanceof EditedMigrationError ||
    error instanceof ForeignDatabaseError ||
    error instanceof InvalidConfigError ||
    error instanceof MasterKeyError ||
    error instanceof NewerDatabaseError
  ) {
    return new CommandFailure(EXIT_CODE.config, error.message, { cause: error });
  }
  const explained = config && (explainListen(error, config) ?? explainDatabase(error, config));
  if (explained) return explained;
  const path = unwritablePathOf(error);
  if (path !== undefined) {
    return new CommandFailure(
      EXIT_CODE.cannotWrite,
      `${path} cannot be written. Give write access to the user that runs Keyplane.`,
      { cause: error },
    );
  }
  const message = maskSecrets(error instanceof Error ? error.message : String(error));
  return new CommandFailure(EXIT_CODE.failure, `An unexpected error occurred: ${message}`, {
    cause: error,
  });
}

function unwritablePathOf(error: unknown): string | undefined {
  const { code, path } = systemErrorOf(error);
  const unwritable = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EISDIR'].includes(
    code ?? '',
  );
  return unwritable ? path : undefined;
}

function explainListen(cause: unknown, { host, port }: Config): CommandFailure | undefined {
  const { code, syscall, hostname } = systemErrorOf(cause);
  const says = (exitCode: CommandFailure['exitCode'], message: string) =>
    new CommandFailure(exitCode, message, { cause });

  if (syscall === 'listen' && code === 'EADDRINUSE') {
    return says(
      EXIT_CODE.unavailable,
      `Port ${port} of ${host} is in use. Stop the program that uses it, or choose another ` +
        'port with --port or KEYPLANE_PORT.',
    );
  }
  if (syscall === 'listen' && code === 'EACCES') {
    return says(
      EXIT_CODE.config,
      `Port ${port} of ${host} is reserved by the system. Choose a port above 1023 with ` +
        '--port or KEYPLANE_PORT, and let a proxy listen on the reserved port.',
    );
  }
  const isUnknownHost = syscall === 'getaddrinfo' && hostname === host;
  if (isUnknownHost || (syscall === 'listen' && code === 'EADDRNOTAVAIL')) {
    return says(
      EXIT_CODE.config,
      `${host} is not an address of this machine. Choose an address with --host or ` +
        'KEYPLANE_HOST: 127.0.0.1 for this machine only, 0.0.0.0 for every network.',
    );
  }
  return undefined;
}

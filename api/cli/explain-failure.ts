import { BootstrapFileExistsError } from '../bootstrap/bootstrap-file';
import type { Config } from '../app/config';
import { InvalidConfigError } from '../app/invalid-config-error';
import { EditedMigrationError } from '../database/applied-migrations';
import { NewerDatabaseError } from '../database/migrate';
import { maskSecrets } from '../domain/mask-secrets';
import { MasterKeyError } from '../sealing/master-key';
import { CommandFailure, EXIT_CODE } from './exit-code';

/** The sentence with which a failed command ends: what is wrong and what to do. */
export function explainFailure(error: unknown, config?: Config): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (
    error instanceof BootstrapFileExistsError ||
    error instanceof EditedMigrationError ||
    error instanceof InvalidConfigError ||
    error instanceof MasterKeyError ||
    error instanceof NewerDatabaseError
  ) {
    return new CommandFailure(EXIT_CODE.config, error.message, { cause: error });
  }
  const path = unwritablePathOf(error);
  if (path !== undefined) {
    return new CommandFailure(
      EXIT_CODE.cannotWrite,
      `${path} cannot be written. Give write access to the user that runs Keyplane.`,
      { cause: error },
    );
  }
  const explained = config && (explainListen(error, config) ?? explainDatabase(error, config));
  if (explained) return explained;
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

function explainDatabase(cause: unknown, { databaseUrl }: Config): CommandFailure | undefined {
  const { code, name } = systemErrorOf(cause);
  const key = name === 'KnexTimeoutError' ? name : code;
  const known = key === undefined ? undefined : DATABASE_FAILURES[key];
  if (known === undefined) return undefined;
  const [kind, what, remedy] = known;
  return new CommandFailure(EXIT_CODE[kind], `${what} (${databaseUrl.shown}). ${remedy}`, {
    cause,
  });
}

const UNREACHABLE = [
  'unavailable',
  'The database cannot be reached',
  'Make sure that it runs and that KEYPLANE_DATABASE_URL has its host and port.',
] as const;

const REFUSED = [
  'config',
  'The database refuses the user or the password',
  'Correct them in KEYPLANE_DATABASE_URL.',
] as const;

const BUSY = [
  'unavailable',
  'The database is busy',
  'Check whether another program has locked it, and start again.',
] as const;

const READ_ONLY = [
  'cannotWrite',
  'The database cannot be written',
  'Give write access to the file and its folder to the user that runs Keyplane.',
] as const;

const DAMAGED = [
  'config',
  'The file is not an SQLite database, or it is damaged',
  'Set KEYPLANE_DATABASE_URL to another file, or restore a backup.',
] as const;

/** The sentences by the error codes of Node, PostgreSQL (Appendix A of its manual) and SQLite. */
const DATABASE_FAILURES: Readonly<
  Record<string, readonly [kind: keyof typeof EXIT_CODE, what: string, remedy: string]>
> = {
  ECONNREFUSED: UNREACHABLE,
  ECONNRESET: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ENOTFOUND: UNREACHABLE,
  EAI_AGAIN: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  KEYPLANE_DATABASE_TIMEOUT: UNREACHABLE,
  KnexTimeoutError: UNREACHABLE,
  '28P01': REFUSED,
  '28000': REFUSED,
  '3D000': [
    'config',
    'The database server has no such database',
    'Create it with CREATE DATABASE, or correct its name in KEYPLANE_DATABASE_URL.',
  ],
  '42501': [
    'config',
    'The database user may not create tables',
    'Make it the owner of the database, or grant it CREATE on the schema.',
  ],
  '53300': BUSY,
  '57P03': BUSY,
  SQLITE_BUSY: BUSY,
  SQLITE_LOCKED: BUSY,
  SQLITE_CANTOPEN: READ_ONLY,
  SQLITE_READONLY: READ_ONLY,
  SQLITE_FULL: [
    'cannotWrite',
    'The disk of the database is full',
    'Free some space and start again.',
  ],
  SQLITE_NOTADB: DAMAGED,
  SQLITE_CORRUPT: DAMAGED,
};

interface SystemError {
  readonly name?: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly hostname?: string;
}

function systemErrorOf(error: unknown): SystemError {
  return typeof error === 'object' && error !== null ? (error as SystemError) : {};
}

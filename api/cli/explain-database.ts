import type { Config } from '../app/config';
import { CommandFailure, EXIT_CODE } from './exit-code';

/** What Node, PostgreSQL and SQLite say about a failure, as far as it is known. */
export interface SystemError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly hostname?: string;
}

export function systemErrorOf(error: unknown): SystemError {
  return typeof error === 'object' && error !== null ? (error as SystemError) : {};
}

/**
 * What is wrong with the database, and what to do.
 * @returns `undefined` if the failure has another reason
 */
export function explainDatabase(
  cause: unknown,
  { databaseUrl }: Config,
): CommandFailure | undefined {
  const error = systemErrorOf(cause);
  const file = fileOfUrl(error, databaseUrl.reveal());
  if (file !== undefined) {
    return new CommandFailure(
      EXIT_CODE.config,
      `${file.path} cannot be read (${error.code ?? 'unknown error'}). The parameter ${file.parameter} of ` +
        'KEYPLANE_DATABASE_URL names it. Correct it, or give read access to the user that runs Keyplane.',
      { cause },
    );
  }
  const known = knownFailure(error);
  if (known === undefined) return undefined;
  const [kind, what, remedy] = known;
  return new CommandFailure(EXIT_CODE[kind], `${what} (${databaseUrl.shown}). ${remedy}`, {
    cause,
  });
}

/** The parameters of a PostgreSQL URL that name files. */
const FILE_PARAMETERS = ['sslrootcert', 'sslcert', 'sslkey'];

function fileOfUrl({ path, syscall }: SystemError, url: string) {
  if (path === undefined || syscall !== 'open' || !URL.canParse(url)) return undefined;
  const { searchParams } = new URL(url);
  const parameter = FILE_PARAMETERS.find((each) => searchParams.get(each) === path);
  return parameter === undefined ? undefined : { parameter, path };
}

function knownFailure({ name, code, message = '' }: SystemError): KnownFailure | undefined {
  const key = name === 'KnexTimeoutError' ? name : code;
  if (key !== undefined) {
    return UNTRUSTED_CODES.test(key) ? UNTRUSTED : DATABASE_FAILURES[key];
  }
  // The driver has no codes for these.
  return DRIVER_MESSAGES.find(([pattern]) => pattern.test(message))?.[1];
}

type KnownFailure = readonly [kind: keyof typeof EXIT_CODE, what: string, remedy: string];

const UNREACHABLE: KnownFailure = [
  'unavailable',
  'The database cannot be reached',
  'Make sure that it runs and that KEYPLANE_DATABASE_URL has its host and port.',
];

const REFUSED: KnownFailure = [
  'config',
  'The database refuses the user or the password',
  'Correct them in KEYPLANE_DATABASE_URL.',
];

const NOT_ADMITTED: KnownFailure = [
  'config',
  'The database does not admit this user from this machine',
  'Correct the user in KEYPLANE_DATABASE_URL, or admit it in pg_hba.conf. If the database requires TLS, ' +
    'add ?sslmode=verify-full to the URL.',
];

const NO_PASSWORD: KnownFailure = [
  'config',
  'The database requires a password',
  'Add it to KEYPLANE_DATABASE_URL after the user, as in postgres://user:password@host/database.',
];

const NO_TLS: KnownFailure = [
  'config',
  'The database does not offer TLS, which KEYPLANE_DATABASE_URL requires',
  'Turn on ssl in PostgreSQL. If no other machine can read the connection, for example because PostgreSQL runs on ' +
    'this machine, you can also remove sslmode from the URL.',
];

const UNTRUSTED: KnownFailure = [
  'config',
  'The certificate of the database cannot be verified',
  'It must be valid, and name the host in KEYPLANE_DATABASE_URL. If your own certificate authority issued ' +
    'it, name its PEM file with &sslrootcert=<file> in the URL.',
];

const BUSY: KnownFailure = [
  'unavailable',
  'The database is busy',
  'Check whether another program has locked it, and start again.',
];

const STANDBY: KnownFailure = [
  'unavailable',
  'The database accepts no changes',
  'It is a standby, or default_transaction_read_only is on. Set KEYPLANE_DATABASE_URL to the primary, or ' +
    'turn the setting off.',
];

const READ_ONLY: KnownFailure = [
  'cannotWrite',
  'The database cannot be opened or written',
  'Give read and write access to the file and its folder to the user that runs Keyplane.',
];

const DAMAGED: KnownFailure = [
  'config',
  'The file is not an SQLite database, or it is damaged',
  'Set KEYPLANE_DATABASE_URL to another file, or restore a backup.',
];

const FULL: KnownFailure = [
  'cannotWrite',
  'The disk of the database is full',
  'Free some space and start again.',
];

/** The codes with which Node reports a certificate that it does not trust. */
const UNTRUSTED_CODES =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|ERR_TLS_CERT_ALTNAME_INVALID)/;

const DRIVER_MESSAGES: readonly (readonly [message: RegExp, failure: KnownFailure])[] = [
  [/server does not support SSL/, NO_TLS],
  [/client password must be a (non-empty )?string/, NO_PASSWORD],
];

/** The sentences by the error codes of Node, PostgreSQL (Appendix A of its manual) and SQLite. */
const DATABASE_FAILURES: Readonly<Record<string, KnownFailure>> = {
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
  '28000': NOT_ADMITTED,
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
  '25006': STANDBY,
  '53100': FULL,
  '53300': BUSY,
  '57P03': BUSY,
  SQLITE_BUSY: BUSY,
  SQLITE_LOCKED: BUSY,
  SQLITE_CANTOPEN: READ_ONLY,
  SQLITE_READONLY: READ_ONLY,
  SQLITE_FULL: FULL,
  SQLITE_NOTADB: DAMAGED,
  SQLITE_CORRUPT: DAMAGED,
};

import path from 'node:path';
import type { FederationSettings } from '../federation/address-policy';
import type { z } from '../http/wire';
import { Concealed } from '../lib/concealed';
import type { LogLevel } from '../operations/log';
import type { RegistrySettings } from '../registry/release-catalog';
import type { OidcSettings } from '../sessions/openid-client';
import type { SessionLimits } from '../sessions/session';
import type { SignUpMode } from '../sign-up/sign-up-service';
import { readTracingSettings, type TracingSettings } from '../tracing/tracing-settings';
import type { Environment } from './environment';
import { environmentSchema, PREFIX } from './environment-schema';
import { InvalidConfigError } from './invalid-config-error';
import { joinsOf } from './oidc-joins';
import { withSecretSettings } from './secret-settings';

/** The configuration of the server. It is frozen. Printing it conceals its secrets. */
export interface Config {
  readonly databaseUrl: Concealed;
  /** At most this many connections to PostgreSQL. */
  readonly databasePoolSize: number;
  /** How long SQLite waits for another process that writes. */
  readonly sqliteBusySeconds: number;
  /** How long PostgreSQL may spend on one statement of the server. */
  readonly databaseStatementSeconds: number;
  /** Whether to start although the next release has migrated the database. */
  readonly acceptNewerDatabase: boolean;
  readonly dataDirectory: string;
  readonly host: string;
  /** The port is 0 until `listeningOn` has set the one that the system chose. */
  readonly port: number;
  /** How many processes answer requests. */
  readonly workers: number;
  /** How many requests of each kind to the management API may wait. */
  readonly managementQueue: number;
  /** The files of the certificate and its key; `null` if the server uses HTTP without TLS. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | null;
  /**
   * The provider releases that the server offers to terraform; `null` if the server is not a
   * registry.
   */
  readonly registry: RegistrySettings | null;
  /** The folder of the documentation site; `null` for the site that was built with the server. */
  readonly docsFolder: string | null;
  /** The URL at which clients reach this server; no slash at its end. */
  readonly issuer: string;
  /** Whether the issuer was given, rather than derived from host and port. */
  readonly issuerGiven: boolean;
  readonly masterKey: Concealed | null;
  /** The previous master key. What it sealed can still be opened. */
  readonly previousMasterKey: Concealed | null;
  readonly logLevel: LogLevel;
  /** Express's `trust proxy`: addresses, CIDR blocks, or the names that Express knows. */
  readonly trustedProxies: readonly string[];
  /**
   * How long the server keeps serving after it reports that it is not ready, before it stops.
   * `null` if it is not set.
   */
  readonly drainSeconds: number | null;
  readonly shutdownSeconds: number;
  /** How long a connection may be idle. */
  readonly idleSeconds: number;
  readonly metrics: {
    /** The bearer token that a scraper must present; `null` if none is needed. */
    readonly token: Concealed | null;
    /**
     * A port for metrics alone. If `null`, metrics are on the port of the API, provided that there
     * is a token.
     */
    readonly listen: { readonly host: string; readonly port: number } | null;
  };
  /** How mail is sent; `null` if members are told only in Keyplane. */
  readonly mail: { readonly smtpUrl: Concealed; readonly from: string } | null;
  /** Which external OIDC issuers may be called; `caFile` is a PEM file of further certificates to trust. */
  readonly federation: Omit<FederationSettings, 'certificateAuthorities'> & {
    readonly caFile: string | null;
  };
  /** The owner of the first team, whom `recover` also makes owner of a team that has none. */
  readonly owner: { readonly name: string; readonly email: string };
  /** The identity provider of the console; `null` if there is none. */
  readonly oidc: OidcSettings | null;
  /** How long sessions of the console last. */
  readonly sessions: SessionLimits;
  /** The file of the terms; `null` for those that come with the server. */
  readonly termsFile: string | null;
  /** Whether anybody may create a team. */
  readonly signUp: SignUpMode;
  /** Where traces are sent; `null` if they are not. */
  readonly tracing: TracingSettings | null;
}

/**
 * An empty variable counts as absent.
 * @throws InvalidConfigError that names every problem at once
 */
export function parseConfig(environment: Environment): Config {
  const result = environmentSchema.safeParse(presentOf(environment));
  const tracing = readTracingSettings(environment);
  if (!result.success || tracing.problems.length > 0) {
    const issues = result.error?.issues ?? [];
    throw new InvalidConfigError([
      ...issues.map(({ path: [variable], message }) =>
        message.startsWith(PREFIX) ? message : `${String(variable)} ${message}`,
      ),
      ...tracing.problems,
    ]);
  }
  const given = result.data;
  const mail = mailOf(given);
  const tls = tlsOf(given);
  const databaseUrl =
    given.KEYPLANE_DATABASE_URL ?? `sqlite:${path.join(given.KEYPLANE_DATA_DIR, 'keyplane.db')}`;
  const { KEYPLANE_HOST: host, KEYPLANE_PORT: port } = given;

  return Object.freeze({
    databaseUrl: new Concealed(databaseUrl, withoutPassword(databaseUrl)),
    databasePoolSize: given.KEYPLANE_DATABASE_POOL,
    sqliteBusySeconds: given.KEYPLANE_SQLITE_BUSY_SECONDS,
    databaseStatementSeconds: given.KEYPLANE_DATABASE_STATEMENT_SECONDS,
    acceptNewerDatabase: given.KEYPLANE_ACCEPT_NEWER_DATABASE === 'true',
    dataDirectory: given.KEYPLANE_DATA_DIR,
    host,
    port,
    workers: workersOf(given),
    managementQueue: given.KEYPLANE_MANAGEMENT_QUEUE,
    tls,
    registry: registryOf(given),
    docsFolder: given.KEYPLANE_DOCS_DIR ?? null,
    issuer: given.KEYPLANE_ISSUER ?? originOf({ host, port, tls }),
    issuerGiven: given.KEYPLANE_ISSUER !== undefined,
    masterKey: given.KEYPLANE_MASTER_KEY ?? null,
    previousMasterKey: given.KEYPLANE_MASTER_KEY_PREVIOUS ?? null,
    logLevel: given.KEYPLANE_LOG_LEVEL,
    trustedProxies: Object.freeze(given.KEYPLANE_TRUSTED_PROXIES),
    drainSeconds: given.KEYPLANE_DRAIN_SECONDS ?? null,
    idleSeconds: given.KEYPLANE_IDLE_SECONDS,
    shutdownSeconds: given.KEYPLANE_SHUTDOWN_SECONDS,
    metrics: metricsOf(given),
    mail,
    federation: Object.freeze({
      allowInsecure: given.KEYPLANE_FEDERATION_ALLOW_INSECURE === 'true',
      allowedRanges: Object.freeze(given.KEYPLANE_FEDERATION_PRIVATE_RANGES),
      caFile: given.KEYPLANE_FEDERATION_CA_FILE ?? null,
    }),
    oidc: oidcOf(given),
    sessions: Object.freeze({
      idleSeconds: given.KEYPLANE_SESSION_IDLE_SECONDS,
      lifetimeSeconds: given.KEYPLANE_SESSION_LIFETIME_SECONDS,
    }),
    termsFile: given.KEYPLANE_TERMS_FILE ?? null,
    signUp: given.KEYPLANE_SIGN_UP,
    tracing: tracing.settings,
    owner: Object.freeze({ name: given.KEYPLANE_OWNER_NAME, email: given.KEYPLANE_OWNER_EMAIL }),
  });
}

/**
 * Reads secrets from the files and commands that the environment names.
 * @throws InvalidConfigError that names every problem at once
 */
export async function loadConfig(environment: Environment): Promise<Config> {
  return parseConfig(await withSecretSettings(environment));
}

/** The configuration with the port that the server listens on. The default issuer then has this port, too. */
export function listeningOn(config: Config, port: number): Config {
  const issuer = config.issuerGiven ? config.issuer : originOf({ ...config, port });
  return Object.freeze({ ...config, port, issuer });
}

/** The URL of this process itself, whatever proxy is in front of it. */
export function listeningUrl(config: Config): string {
  return originOf(config);
}

/** The file of a SQLite database; `undefined` for PostgreSQL and for a database in memory. */
export function sqliteFileOf({ databaseUrl }: Pick<Config, 'databaseUrl'>): string | undefined {
  const url = databaseUrl.reveal();
  const file = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : ':memory:';
  return file === ':memory:' ? undefined : file;
}

/** The file in which a master key is generated, on SQLite. */
export function masterKeyFileOf({ dataDirectory }: Pick<Config, 'dataDirectory'>): string {
  return path.resolve(dataDirectory, 'master.key');
}

function presentOf(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
}

/** @throws InvalidConfigError if one of the two is missing */
function mailOf({
  KEYPLANE_SMTP_URL: smtpUrl,
  KEYPLANE_MAIL_FROM: from,
}: z.output<typeof environmentSchema>): Config['mail'] {
  if (smtpUrl !== undefined && from !== undefined) return Object.freeze({ smtpUrl, from });
  if (smtpUrl === undefined && from === undefined) return null;
  throw smtpUrl ? requiredWith('MAIL_FROM', 'SMTP_URL') : requiredWith('SMTP_URL', 'MAIL_FROM');
}

/** Without the issuer, these would silently do nothing. */
const OF_OIDC_ISSUER = [
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'OIDC_NAME',
  'OIDC_EMAIL_DOMAINS',
  'OIDC_JOIN',
] as const;

/** @throws InvalidConfigError that names what is missing */
function oidcOf(given: z.output<typeof environmentSchema>): Config['oidc'] {
  const {
    KEYPLANE_OIDC_ISSUER: issuer,
    KEYPLANE_OIDC_CLIENT_ID: clientId,
    KEYPLANE_OIDC_CLIENT_SECRET: clientSecret,
  } = given;
  if (issuer === undefined) {
    const [orphan] = OF_OIDC_ISSUER.filter((name) => given[`${PREFIX}${name}`] !== undefined);
    if (orphan !== undefined) throw requiredWith('OIDC_ISSUER', orphan);
    return null;
  }
  if (clientId === undefined || clientSecret === undefined) {
    const missing = [
      ...(clientId === undefined ? ['OIDC_CLIENT_ID'] : []),
      ...(clientSecret === undefined ? ['OIDC_CLIENT_SECRET'] : []),
    ];
    throw new InvalidConfigError(missing.map((name) => requirement(name, 'OIDC_ISSUER')));
  }
  return Object.freeze({
    issuer,
    clientId,
    clientSecret,
    name: given.KEYPLANE_OIDC_NAME ?? new URL(issuer).host,
    emailDomains: Object.freeze(given.KEYPLANE_OIDC_EMAIL_DOMAINS ?? []),
    joins: Object.freeze(joinsOf(given.KEYPLANE_OIDC_JOIN, given.KEYPLANE_OIDC_EMAIL_DOMAINS)),
  });
}

/** @throws InvalidConfigError if one of the two is missing */
function tlsOf({
  KEYPLANE_TLS_CERT_FILE: certificateFile,
  KEYPLANE_TLS_KEY_FILE: keyFile,
}: z.output<typeof environmentSchema>): Config['tls'] {
  if (certificateFile !== undefined && keyFile !== undefined) {
    return Object.freeze({ certificateFile, keyFile });
  }
  if (certificateFile === undefined && keyFile === undefined) return null;
  throw certificateFile
    ? requiredWith('TLS_KEY_FILE', 'TLS_CERT_FILE')
    : requiredWith('TLS_CERT_FILE', 'TLS_KEY_FILE');
}

const requirement = (missing: string, given: string) =>
  `${PREFIX}${missing} is required if ${PREFIX}${given} is set.`;

const requiredWith = (missing: string, given: string) =>
  new InvalidConfigError([requirement(missing, given)]);

/** @throws InvalidConfigError if the workers would have a database each */
function workersOf({
  KEYPLANE_WORKERS: workers,
  KEYPLANE_DATABASE_URL: databaseUrl,
}: z.output<typeof environmentSchema>): number {
  if (workers === 1 || databaseUrl !== 'sqlite::memory:') return workers;
  throw new InvalidConfigError([
    'KEYPLANE_WORKERS must be 1 with a database in memory, because each worker would have a database ' +
      `of its own. You gave ${workers}. Set KEYPLANE_DATABASE_URL to a file or to PostgreSQL.`,
  ]);
}

function registryOf({
  KEYPLANE_REGISTRY_DIR: folder,
  KEYPLANE_DATA_DIR: dataDirectory,
}: z.output<typeof environmentSchema>): Config['registry'] {
  if (folder === undefined) return null;
  return Object.freeze({ folder, publishedFile: path.join(dataDirectory, 'registry.json') });
}

function metricsOf({
  KEYPLANE_METRICS_TOKEN: token,
  KEYPLANE_METRICS_PORT: port,
  KEYPLANE_METRICS_HOST: host,
}: z.output<typeof environmentSchema>): Config['metrics'] {
  const listen = port === undefined ? null : Object.freeze({ host, port });
  return Object.freeze({ token: token ?? null, listen });
}

function withoutPassword(databaseUrl: string): string {
  if (databaseUrl.startsWith('sqlite:')) return databaseUrl;
  const url = new URL(databaseUrl);
  if (url.password !== '') url.password = '***';
  // libpq also accepts a password in the query parameters.
  url.search = '';
  return url.href;
}

/** 0.0.0.0 is not an address that a client can call, so the URL has localhost. */
function originOf({ host, port, tls }: Pick<Config, 'host' | 'port' | 'tls'>): string {
  const scheme = tls === null ? 'http' : 'https';
  const callable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `${scheme}://${callable.includes(':') ? `[${callable}]` : callable}:${port}`;
}

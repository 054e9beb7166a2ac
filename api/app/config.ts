import path from 'node:path';
import type { FederationSettings } from '../federation/address-policy';
import { name, z } from '../http/wire';
import { Concealed } from '../lib/concealed';
import { LOG_LEVELS, type LogLevel } from '../operations/log';
import { SIGN_UP_MODES, type SignUpMode } from '../sign-up/sign-up-service';
import { MasterKeyError, parseMasterKey } from '../sealing/master-key';

/** The configuration of the server. Frozen. Its secrets print concealed. */
export interface Config {
  readonly databaseUrl: Concealed;
  /** At most this many connections to PostgreSQL. */
  readonly databasePoolSize: number;
  /** How long SQLite waits for another process that writes. */
  readonly sqliteBusySeconds: number;
  /** How long PostgreSQL may take over one statement of the server. */
  readonly databaseStatementSeconds: number;
  readonly dataDirectory: string;
  readonly host: string;
  /** 0 until `listeningOn` has set the port that the system chose. */
  readonly port: number;
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
  /** How long the server keeps serving, unready, before it stops; `null`: not set. */
  readonly drainSeconds: number | null;
  readonly shutdownSeconds: number;
  readonly metrics: {
    /** The bearer token that a scraper must present; `null`: none. */
    readonly token: Concealed | null;
    /** A port for metrics alone. `null`: metrics are on the port of the API, if there is a token. */
    readonly listen: { readonly host: string; readonly port: number } | null;
  };
  /** How mail is sent; `null`: members are told in Keyplane only. */
  readonly mail: { readonly smtpUrl: Concealed; readonly from: string } | null;
  /** Which outside issuers may be asked; `caFile` holds further certificates in PEM. */
  readonly federation: Omit<FederationSettings, 'certificateAuthorities'> & {
    readonly caFile: string | null;
  };
  /** The owner of the first team, whom `recover` also makes owner of a team that has none. */
  readonly owner: { readonly name: string; readonly email: string };
  /** Whether anybody may create a team. */
  readonly signUp: SignUpMode;
}

/** The environment is not a valid configuration. `problems` describes every problem. */
export class InvalidConfigError extends Error {
  override readonly name = 'InvalidConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid. ${problems.join(' ')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'KEYPLANE_';
const WHOLE_NUMBER = /^\d{1,9}$/;
const PROXY_NAMES = ['loopback', 'linklocal', 'uniquelocal'] as const;

const range = z.union([z.cidrv4(), z.cidrv6()]);
const proxy = z.union([z.enum(PROXY_NAMES), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

const host = z.string().regex(/^[^\s/@]+$/, 'must be a host name or an IP address.');

function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}.`;
  return z
    .string()
    .regex(WHOLE_NUMBER, message)
    .transform(Number)
    .pipe(z.number().min(least, message).max(most, message));
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}.` });
}

function listOf(entry: z.ZodType, what: string) {
  return z
    .string()
    .transform((text) => text.split(',').map((item) => item.trim()))
    .superRefine((items, context) => {
      const wrong = items.filter((item) => !entry.safeParse(item).success);
      if (wrong.length > 0) {
        context.addIssue(
          `must be ${what}, separated by commas. Not valid: ` +
            `${wrong.map((item) => `"${item}"`).join(', ')}.`,
        );
      }
    });
}

function masterKey(variable: string) {
  return z.string().transform((text, context) => {
    try {
      parseMasterKey(text, variable);
    } catch (error) {
      if (!(error instanceof MasterKeyError)) throw error;
      context.addIssue(error.message);
    }
    return new Concealed(text);
  });
}

/** Each description is what `keyplane serve --help` says about the variable. */
const environmentSchema = z.object({
  KEYPLANE_DATABASE_URL: z
    .string()
    .superRefine((url, context) => {
      const problem = databaseUrlProblem(url);
      if (problem !== undefined) context.addIssue(problem);
    })
    .optional()
    .describe('sqlite:<path> or postgres://… (default: sqlite:<data folder>/keyplane.db)'),
  KEYPLANE_DATABASE_POOL: wholeNumber(1, 1000)
    .default(10)
    .describe('maximum number of connections to PostgreSQL (default: 10)'),
  KEYPLANE_SQLITE_BUSY_SECONDS: wholeNumber(1, 60)
    .default(10)
    .describe('how many seconds SQLite waits for another process that writes (default: 10)'),
  KEYPLANE_DATABASE_STATEMENT_SECONDS: wholeNumber(1, 3600)
    .default(15)
    .describe('how many seconds PostgreSQL may spend on one statement of the server (default: 15)'),
  KEYPLANE_DATA_DIR: z
    .string()
    .default('./data')
    .describe('folder of bootstrap.json, master.key and the SQLite file (default: ./data)'),
  KEYPLANE_HOST: host.default('127.0.0.1').describe('address to listen on (default: 127.0.0.1)'),
  KEYPLANE_PORT: wholeNumber(0, 65_535)
    .default(8700)
    .describe('port to listen on; 0 chooses a free port (default: 8700)'),
  KEYPLANE_ISSUER: z
    .string()
    .superRefine((url, context) => {
      if (!isOrigin(url)) {
        context.addIssue(
          'must be an http(s) URL with no path, query or user, such as https://keys.example.com.',
        );
      }
    })
    .transform((url) => new URL(url).origin)
    .optional()
    .describe('public URL of this server, the issuer of its tokens (default: http://host:port)'),
  KEYPLANE_MASTER_KEY: masterKey('KEYPLANE_MASTER_KEY')
    .optional()
    .describe(
      'master key, which encrypts secrets in the database; on SQLite, generated into ' +
        'master.key if it is not set',
    ),
  KEYPLANE_MASTER_KEY_PREVIOUS: masterKey('KEYPLANE_MASTER_KEY_PREVIOUS')
    .optional()
    .describe('previous master key; needed until `keyplane rekey` has run'),
  KEYPLANE_LOG_LEVEL: oneOf(LOG_LEVELS)
    .default('info')
    .describe(`${LOG_LEVELS.join(', ')} (default: info)`),
  KEYPLANE_FEDERATION_PRIVATE_RANGES: listOf(range, 'CIDR blocks')
    .default([])
    .describe('private networks in which OIDC issuers are allowed, such as 10.1.0.0/16'),
  KEYPLANE_FEDERATION_ALLOW_INSECURE: oneOf(['true', 'false'])
    .default('false')
    .describe('whether OIDC issuers may use plain http; for tests only (default: false)'),
  KEYPLANE_FEDERATION_CA_FILE: z
    .string()
    .optional()
    .describe(
      'file of PEM certificates (CAs) to trust for OIDC issuers, in addition to the public ones',
    ),
  KEYPLANE_TRUSTED_PROXIES: listOf(proxy, 'IP addresses and CIDR blocks')
    .default([])
    .describe(
      'proxies and gateways whose X-Forwarded-For is trusted, such as 10.0.0.0/8 (default: none)',
    ),
  KEYPLANE_DRAIN_SECONDS: wholeNumber(0, 3600)
    .optional()
    .describe(
      'how many seconds to keep serving after SIGTERM while /readyz answers 503; longer ' +
        'than a load balancer needs to notice (default: 5; 0 on a terminal)',
    ),
  KEYPLANE_SHUTDOWN_SECONDS: wholeNumber(0, 3600)
    .default(10)
    .describe(
      'seconds after the drain period until the process exits, even if requests are open (default: 10)',
    ),
  KEYPLANE_METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,512}$/, 'must be 16 to 512 visible ASCII characters.')
    .transform((token) => new Concealed(token))
    .optional()
    .describe(
      'bearer token that /metrics requires; if it is not set, the public port serves no metrics',
    ),
  KEYPLANE_METRICS_PORT: wholeNumber(0, 65_535)
    .optional()
    .describe('separate port for /metrics; the public port then serves no metrics'),
  KEYPLANE_METRICS_HOST: host
    .default('127.0.0.1')
    .describe('address of the metrics port (default: 127.0.0.1)'),
  KEYPLANE_SMTP_URL: z
    .string()
    .refine(
      isSmtpUrl,
      'must be smtp://host:port or smtps://host:port; user and password are percent-encoded.',
    )
    .transform((url) => new Concealed(url))
    .optional()
    .describe('mail server for alerts and invitations, such as smtp://user:password@host:587'),
  KEYPLANE_MAIL_FROM: z
    .string()
    .refine(
      isSender,
      'must be an email address such as keys@example.com, or Keyplane <keys@example.com>.',
    )
    .optional()
    .describe('sender address of alerts and invitations; required with KEYPLANE_SMTP_URL'),
  KEYPLANE_SIGN_UP: oneOf(SIGN_UP_MODES)
    .default('closed')
    .describe('open: anybody may create a team; closed: only the operator may (default: closed)'),
  KEYPLANE_OWNER_NAME: name
    .default('Owner')
    .describe('name of the owner that the first start creates (default: Owner)'),
  KEYPLANE_OWNER_EMAIL: z
    .email('must be an email address.')
    .max(254, 'must have at most 254 characters.')
    .default('owner@keyplane.local')
    .describe(
      'email address of the owner that the first start creates (default: owner@keyplane.local)',
    ),
});

/** Every variable of the server, with what it means and its default. */
export const CONFIG_VARIABLES: readonly { readonly name: string; readonly description: string }[] =
  Object.entries(environmentSchema.shape).map(([name, schema]) => ({
    name,
    description: schema.description ?? '',
  }));

/**
 * An empty variable counts as absent.
 * @throws InvalidConfigError that names every problem at once
 */
/** What is wrong with the value of one variable; undefined: nothing. */
export function faultOf(variable: 'KEYPLANE_HOST' | 'KEYPLANE_PORT', value: string) {
  return environmentSchema.shape[variable].safeParse(value).error?.issues[0]?.message;
}

export function parseConfig(environment: Environment): Config {
  const result = environmentSchema.safeParse(presentOf(environment));
  if (!result.success) {
    throw new InvalidConfigError(
      result.error.issues.map(({ path: [variable], message }) =>
        message.startsWith(PREFIX) ? message : `${String(variable)} ${message}`,
      ),
    );
  }
  const given = result.data;
  const mail = mailOf(given);
  const databaseUrl =
    given.KEYPLANE_DATABASE_URL ?? `sqlite:${path.join(given.KEYPLANE_DATA_DIR, 'keyplane.db')}`;
  const { KEYPLANE_HOST: host, KEYPLANE_PORT: port } = given;

  return Object.freeze({
    databaseUrl: new Concealed(databaseUrl, withoutPassword(databaseUrl)),
    databasePoolSize: given.KEYPLANE_DATABASE_POOL,
    sqliteBusySeconds: given.KEYPLANE_SQLITE_BUSY_SECONDS,
    databaseStatementSeconds: given.KEYPLANE_DATABASE_STATEMENT_SECONDS,
    dataDirectory: given.KEYPLANE_DATA_DIR,
    host,
    port,
    issuer: given.KEYPLANE_ISSUER ?? originOf(host, port),
    issuerGiven: given.KEYPLANE_ISSUER !== undefined,
    masterKey: given.KEYPLANE_MASTER_KEY ?? null,
    previousMasterKey: given.KEYPLANE_MASTER_KEY_PREVIOUS ?? null,
    logLevel: given.KEYPLANE_LOG_LEVEL,
    trustedProxies: Object.freeze(given.KEYPLANE_TRUSTED_PROXIES),
    drainSeconds: given.KEYPLANE_DRAIN_SECONDS ?? null,
    shutdownSeconds: given.KEYPLANE_SHUTDOWN_SECONDS,
    metrics: metricsOf(given),
    mail,
    federation: Object.freeze({
      allowInsecure: given.KEYPLANE_FEDERATION_ALLOW_INSECURE === 'true',
      allowedRanges: Object.freeze(given.KEYPLANE_FEDERATION_PRIVATE_RANGES),
      caFile: given.KEYPLANE_FEDERATION_CA_FILE ?? null,
    }),
    signUp: given.KEYPLANE_SIGN_UP,
    owner: Object.freeze({ name: given.KEYPLANE_OWNER_NAME, email: given.KEYPLANE_OWNER_EMAIL }),
  });
}

/** The configuration once the port is known: it names an issuer that can be called. */
export function listeningOn(config: Config, port: number): Config {
  const issuer = config.issuerGiven ? config.issuer : originOf(config.host, port);
  return Object.freeze({ ...config, port, issuer });
}

/** The URL of this process itself, whatever proxy is in front of it. */
export function listeningUrl({ host, port }: Config): string {
  return originOf(host, port);
}

/** The file of a SQLite database; `undefined` on a server or in memory. */
export function sqliteFileOf({ databaseUrl }: Pick<Config, 'databaseUrl'>): string | undefined {
  const url = databaseUrl.reveal();
  const file = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : ':memory:';
  return file === ':memory:' ? undefined : file;
}

/** Where a master key is generated, on SQLite. */
export function masterKeyFileOf({ dataDirectory }: Pick<Config, 'dataDirectory'>): string {
  return path.resolve(dataDirectory, 'master.key');
}

/** Variables that look like Keyplane's but are not: most often a typing error. */
export function unknownVariables(environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX))
    .filter((name) => !(name in environmentSchema.shape) && !isOfAnotherProgram(name))
    .sort();
}

/** The Terraform provider and the tests read variables of the same prefix. */
function isOfAnotherProgram(name: string): boolean {
  return /^KEYPLANE_(ENDPOINT|CLIENT_ID|CLIENT_SECRET|OIDC_TOKEN|OIDC_TOKEN_FILE|SERVICE_ACCOUNT_ID|STACK|RUN|TEST_.+)$/.test(
    name,
  );
}

function presentOf(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
}

function databaseUrlProblem(url: string): string | undefined {
  if (url.startsWith('sqlite:')) {
    const file = url.slice('sqlite:'.length);
    if (file === '' || /^\/\/[^/]/.test(file)) {
      return 'must name a file after sqlite:, such as sqlite:./data/keyplane.db.';
    }
    return undefined;
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    // An unescaped # in a password would end the host, and the rest would be printed as part of the URL.
    return URL.canParse(url) && new URL(url).hash === ''
      ? undefined
      : 'is not a well-formed URL. Percent-encode special characters in the password (@ is %40).';
  }
  return 'must start with sqlite: or postgres://.';
}

/** @throws InvalidConfigError if one of the two is missing */
function mailOf({
  KEYPLANE_SMTP_URL: smtpUrl,
  KEYPLANE_MAIL_FROM: from,
}: z.output<typeof environmentSchema>): Config['mail'] {
  if (smtpUrl !== undefined && from !== undefined) return Object.freeze({ smtpUrl, from });
  if (smtpUrl === undefined && from === undefined) return null;
  const [given, missing] = smtpUrl ? ['SMTP_URL', 'MAIL_FROM'] : ['MAIL_FROM', 'SMTP_URL'];
  throw new InvalidConfigError([`${PREFIX}${missing} is required if ${PREFIX}${given} is set.`]);
}

function metricsOf({
  KEYPLANE_METRICS_TOKEN: token,
  KEYPLANE_METRICS_PORT: port,
  KEYPLANE_METRICS_HOST: host,
}: z.output<typeof environmentSchema>): Config['metrics'] {
  const listen = port === undefined ? null : Object.freeze({ host, port });
  return Object.freeze({ token: token ?? null, listen });
}

function isSmtpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '';
}

function isSender(text: string): boolean {
  const named = /^[^<>@"\p{Cc}]*<([^<>\s]+)>$/u.exec(text);
  return z.email().safeParse(named?.[1] ?? text).success;
}

function withoutPassword(databaseUrl: string): string {
  if (databaseUrl.startsWith('sqlite:')) return databaseUrl;
  const url = new URL(databaseUrl);
  if (url.password !== '') url.password = '***';
  // libpq takes a password among the parameters, too.
  url.search = '';
  return url.href;
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}

/** 0.0.0.0 is not an address that a client can call, so the URL has localhost. */
function originOf(host: string, port: number): string {
  const callable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${callable.includes(':') ? `[${callable}]` : callable}:${port}`;
}

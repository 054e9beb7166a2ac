import { name, z } from '../http/wire';
import { Concealed } from '../lib/concealed';
import { LOG_LEVELS } from '../operations/log';
import { SIGN_UP_MODES } from '../sign-up/sign-up-service';
import {
  databaseUrlProblem,
  host,
  isOrigin,
  isSender,
  isSmtpUrl,
  listOf,
  masterKey,
  oneOf,
  proxy,
  range,
  wholeNumber,
} from './setting-types';

/** Variables by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

export const PREFIX = 'KEYPLANE_';

/** Each description is what `keyplane serve --help` says of the variable. */
export const environmentSchema = z.object({
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
    .describe('connections to PostgreSQL, at most (default: 10)'),
  KEYPLANE_SQLITE_BUSY_SECONDS: wholeNumber(1, 60)
    .default(10)
    .describe('how long SQLite waits for another process that writes (default: 10)'),
  KEYPLANE_DATABASE_STATEMENT_SECONDS: wholeNumber(1, 3600)
    .default(15)
    .describe('how long PostgreSQL may take over one statement of the server (default: 15)'),
  KEYPLANE_DATA_DIR: z
    .string()
    .default('./data')
    .describe('folder of bootstrap.json, master.key and the SQLite file (default: ./data)'),
  KEYPLANE_HOST: host.default('127.0.0.1').describe('address to listen on (default: 127.0.0.1)'),
  KEYPLANE_PORT: wholeNumber(0, 65_535)
    .default(8700)
    .describe('port to listen on, 0 for any (default: 8700)'),
  KEYPLANE_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe(
      'PEM file of the certificate of this server, then those of its authorities: the server then speaks ' +
        'HTTPS; replaced files are read again within seconds, and on SIGHUP',
    ),
  KEYPLANE_TLS_KEY_FILE: z
    .string()
    .optional()
    .describe(
      'PEM file of the private key of that certificate; needed with KEYPLANE_TLS_CERT_FILE',
    ),
  KEYPLANE_REGISTRY_DIR: z
    .string()
    .optional()
    .describe(
      'folder of provider releases: the server is then a registry from which terraform installs the provider',
    ),
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
    .describe('public URL of this server, the issuer of its tokens (default: http(s)://host:port)'),
  KEYPLANE_MASTER_KEY: masterKey('KEYPLANE_MASTER_KEY')
    .optional()
    .describe('seals what the database keeps; on SQLite generated to master.key when absent'),
  KEYPLANE_MASTER_KEY_PREVIOUS: masterKey('KEYPLANE_MASTER_KEY_PREVIOUS')
    .optional()
    .describe('the master key before, until `keyplane rekey` has run'),
  KEYPLANE_LOG_LEVEL: oneOf(LOG_LEVELS)
    .default('info')
    .describe(`${LOG_LEVELS.join(', ')} (default: info)`),
  KEYPLANE_FEDERATION_PRIVATE_RANGES: listOf(range, 'CIDR blocks')
    .default([])
    .describe('private networks in which OIDC issuers are allowed, such as 10.1.0.0/16'),
  KEYPLANE_FEDERATION_ALLOW_INSECURE: oneOf(['true', 'false'])
    .default('false')
    .describe('whether OIDC issuers may be on plain http: for tests only (default: false)'),
  KEYPLANE_FEDERATION_CA_FILE: z
    .string()
    .optional()
    .describe(
      'file of PEM certificates (CAs) that are trusted for OIDC issuers in addition to the public ones',
    ),
  KEYPLANE_TRUSTED_PROXIES: listOf(proxy, 'IP addresses and CIDR blocks')
    .default([])
    .describe(
      'proxies and gateways whose X-Forwarded-For counts, such as 10.0.0.0/8 (default: none)',
    ),
  KEYPLANE_DRAIN_SECONDS: wholeNumber(0, 3600)
    .optional()
    .describe(
      'how long to go on serving, unready, after SIGTERM: longer than a load balancer needs to see ' +
        'that /readyz answers 503 (default: 5; 0 on a terminal)',
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
    .describe('bearer token that /metrics asks for; without it the public port answers no metrics'),
  KEYPLANE_METRICS_PORT: wholeNumber(0, 65_535)
    .optional()
    .describe('separate port for /metrics, which is then not on the public port'),
  KEYPLANE_METRICS_HOST: host
    .default('127.0.0.1')
    .describe('address of that port (default: 127.0.0.1)'),
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
    .describe('sender of that mail; needed with KEYPLANE_SMTP_URL'),
  KEYPLANE_SIGN_UP: oneOf(SIGN_UP_MODES)
    .default('closed')
    .describe('open: anybody may found a team; closed: only the operator (default: closed)'),
  KEYPLANE_OWNER_NAME: name
    .default('Owner')
    .describe('name of the owner that the first start makes (default: Owner)'),
  KEYPLANE_OWNER_EMAIL: z
    .email('must be an email address.')
    .max(254, 'must have at most 254 characters.')
    .default('owner@keyplane.local')
    .describe('email address of that owner (default: owner@keyplane.local)'),
});

/** Every variable of the server, with what it means and its default. */
export const CONFIG_VARIABLES: readonly { readonly name: string; readonly description: string }[] =
  Object.entries(environmentSchema.shape).map(([name, schema]) => ({
    name,
    description: schema.description ?? '',
  }));

/** What is wrong with a value of one variable; undefined: nothing. */
export function faultOf(variable: 'KEYPLANE_HOST' | 'KEYPLANE_PORT', value: string) {
  return environmentSchema.shape[variable].safeParse(value).error?.issues[0]?.message;
}

/** Variables that look like ours and are not: most often a typing error. */
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

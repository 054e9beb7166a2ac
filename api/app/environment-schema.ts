import { DEFAULT_MANAGEMENT_QUEUE } from '../http/admission';
import { name, z } from '../http/wire';
import { Concealed } from '../lib/concealed';
import { LOG_LEVELS } from '../operations/log';
import { DEFAULT_SESSION_LIMITS } from '../sessions/session';
import { SIGN_UP_MODES } from '../sign-up/sign-up-service';
import { TRACING_VARIABLES } from '../tracing/tracing-settings';
import type { Environment } from './environment';
import { alternativesOf } from './secret-settings';
import {
  databaseUrlProblem,
  emailDomain,
  host,
  isOrigin,
  isProvider,
  isSender,
  isSmtpUrl,
  joinedTeam,
  listOf,
  masterKey,
  oneOf,
  proxy,
  range,
  wholeNumber,
  workers,
} from './setting-types';

export const PREFIX = 'KEYPLANE_';

/** Each description is what `keyplane serve --help` says about the variable. */
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
    .describe('maximum number of connections to PostgreSQL, of each worker (default: 10)'),
  KEYPLANE_SQLITE_BUSY_SECONDS: wholeNumber(1, 60)
    .default(10)
    .describe('how many seconds SQLite waits for another process that writes (default: 10)'),
  KEYPLANE_DATABASE_STATEMENT_SECONDS: wholeNumber(1, 3600)
    .default(15)
    .describe('how many seconds PostgreSQL may spend on one statement of the server (default: 15)'),
  KEYPLANE_ACCEPT_NEWER_DATABASE: oneOf(['true', 'false'])
    .default('false')
    .describe(
      'whether to start although a newer version has migrated the database, to go back by one release ' +
        '(default: false)',
    ),
  KEYPLANE_DATA_DIR: z
    .string()
    .default('./data')
    .describe('folder of bootstrap.json, master.key and the SQLite file (default: ./data)'),
  KEYPLANE_HOST: host.default('127.0.0.1').describe('address to listen on (default: 127.0.0.1)'),
  KEYPLANE_PORT: wholeNumber(0, 65_535)
    .default(8700)
    .describe('port to listen on; 0 chooses a free port (default: 8700)'),
  KEYPLANE_WORKERS: workers
    .default(1)
    .describe(
      'how many processes answer requests on the port; `auto` starts one for each processor (default: 1)',
    ),
  KEYPLANE_MANAGEMENT_QUEUE: wholeNumber(1, 100_000)
    .default(DEFAULT_MANAGEMENT_QUEUE)
    .describe(
      'how many reads, changes and revocations each may wait for the database; others are answered with 503 ' +
        `at once (default: ${DEFAULT_MANAGEMENT_QUEUE})`,
    ),
  KEYPLANE_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe(
      'PEM file with the certificate of this server, followed by those of its authorities. If it is set, the ' +
        'server speaks HTTPS. A replaced file is read within seconds, and on SIGHUP',
    ),
  KEYPLANE_TLS_KEY_FILE: z
    .string()
    .optional()
    .describe(
      'PEM file with the private key of the certificate; required with KEYPLANE_TLS_CERT_FILE',
    ),
  KEYPLANE_TERMS_FILE: z
    .string()
    .optional()
    .describe(
      'text file with the terms that service keys and tokens require. Its front matter can declare their ' +
        '`version`; otherwise, the version is a hash of the text. A replaced file is read within seconds, and ' +
        'on SIGHUP (default: the terms that come with the server)',
    ),
  KEYPLANE_REGISTRY_DIR: z
    .string()
    .optional()
    .describe(
      'folder of provider releases. If it is set, the server is a registry from which terraform installs ' +
        'the provider',
    ),
  KEYPLANE_DOCS_DIR: z
    .string()
    .optional()
    .describe(
      'folder of a built documentation site, which /docs shows (default: the site that was built with the ' +
        'server)',
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
  KEYPLANE_IDLE_SECONDS: wholeNumber(1, 3600)
    .default(65)
    .describe(
      'seconds after which an idle connection of a client or proxy is closed; longer than the proxy keeps it ' +
        '(default: 65)',
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
      'must be smtp://host:port or smtps://host:port. Percent-encode user and password.',
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
  KEYPLANE_SESSION_IDLE_SECONDS: wholeNumber(60, 31_536_000)
    .default(DEFAULT_SESSION_LIMITS.idleSeconds)
    .describe('seconds after which an unused session of the console ends (default: 43200)'),
  KEYPLANE_SESSION_LIFETIME_SECONDS: wholeNumber(60, 31_536_000)
    .default(DEFAULT_SESSION_LIMITS.lifetimeSeconds)
    .describe('seconds after which every session of the console ends (default: 604800)'),
  KEYPLANE_OIDC_ISSUER: z
    .string()
    .refine(
      isProvider,
      'must be an https URL without query or user, such as https://accounts.example.com. Plain http is ' +
        'accepted only on this machine.',
    )
    .optional()
    .describe('identity provider at which people sign in to the console (OpenID Connect)'),
  KEYPLANE_OIDC_CLIENT_ID: z
    .string()
    .optional()
    .describe(
      'client ID of this server at the identity provider, whose redirect URI is ' +
        '<issuer>/session/oidc/callback, and whose redirect URI after a logout is <issuer>/sign-in; ' +
        'required with KEYPLANE_OIDC_ISSUER',
    ),
  KEYPLANE_OIDC_CLIENT_SECRET: z
    .string()
    .transform((secret) => new Concealed(secret))
    .optional()
    .describe('client secret of this server; required with KEYPLANE_OIDC_ISSUER'),
  KEYPLANE_OIDC_NAME: name
    .optional()
    .describe('name of the identity provider on the sign-in page (default: its host)'),
  KEYPLANE_OIDC_EMAIL_DOMAINS: listOf(emailDomain, 'domains such as example.com')
    .optional()
    .describe(
      'domains of the addresses that may sign in at the identity provider, such as example.com ' +
        '(default: all)',
    ),
  KEYPLANE_OIDC_JOIN: listOf(
    joinedTeam,
    'domains with the ID of a team, such as example.com=team_01k9',
  )
    .optional()
    .describe(
      'teams that people of a domain join as user at the identity provider, such as ' +
        'example.com=team_01k9: everybody with a verified address of the domain who is in no team and has ' +
        'not left this one (default: none)',
    ),
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
  [
    ...Object.entries(environmentSchema.shape).map(([name, { description = '' }]) => ({
      name,
      description,
    })),
    ...TRACING_VARIABLES,
  ].flatMap((variable) => [variable, ...alternativesOf(variable.name)]);

/** What is wrong with the value of one variable; undefined if nothing is wrong. */
export function faultOf(variable: 'KEYPLANE_HOST' | 'KEYPLANE_PORT', value: string) {
  return environmentSchema.shape[variable].safeParse(value).error?.issues[0]?.message;
}

/** Variables that look like Keyplane's but are not: most often a typo. */
export function unknownVariables(environment: Environment): string[] {
  const known = new Set(CONFIG_VARIABLES.map(({ name }) => name));
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX))
    .filter((name) => !known.has(name) && !isOfAnotherProgram(name))
    .sort();
}

/** The Terraform provider, the constructs and the tests read variables with the same prefix. */
function isOfAnotherProgram(name: string): boolean {
  return /^KEYPLANE_(ENDPOINT|CLIENT_ID|CLIENT_SECRET|SERVICE_ACCOUNT_ID|OIDC_(TOKEN.*|AUDIENCE)|STACK|PROTECT_.+|ALLOW_SELF_REMOVAL|PROVIDER_SOURCE|CACHE_DIR|TEST_.+)$/.test(
    name,
  );
}

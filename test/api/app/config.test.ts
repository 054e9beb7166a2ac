import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { listeningOn, listeningUrl, parseConfig } from '../../../api/app/config';
import { CONFIG_VARIABLES, unknownVariables } from '../../../api/app/environment-schema';
import { InvalidConfigError } from '../../../api/app/invalid-config-error';

const MASTER_KEY = Buffer.alloc(32, 1).toString('base64');

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof InvalidConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('an empty environment is a configuration for this machine only', () => {
  const config = parseConfig({});
  expect(config).toMatchObject({
    databasePoolSize: 10,
    sqliteBusySeconds: 10,
    dataDirectory: './data',
    host: '127.0.0.1',
    port: 8700,
    issuer: 'http://127.0.0.1:8700',
    tls: null,
    registry: null,
    masterKey: null,
    previousMasterKey: null,
    logLevel: 'info',
    trustedProxies: [],
    drainSeconds: null,
    idleSeconds: 65,
    shutdownSeconds: 10,
    federation: { allowInsecure: false, allowedRanges: [], caFile: null },
  });
  expect(config.databaseUrl.reveal()).toBe('sqlite:data/keyplane.db');
});

test.each(['0', '65', '1.5', 'two', '-1'])('KEYPLANE_WORKERS=%s is refused', (workers) => {
  expect(problemsOf({ KEYPLANE_WORKERS: workers })).toEqual([
    'KEYPLANE_WORKERS must be a whole number from 1 to 64, or auto.',
  ]);
});

test('one process answers requests unless more are asked for', () => {
  expect(parseConfig({}).workers).toBe(1);
  expect(parseConfig({ KEYPLANE_WORKERS: '4' }).workers).toBe(4);
  const { workers } = parseConfig({ KEYPLANE_WORKERS: 'auto' });
  expect(workers).toBe(Math.min(64, availableParallelism()));
});

test('workers need a database that they can share', () => {
  const inMemory = { KEYPLANE_DATABASE_URL: 'sqlite::memory:' };
  expect(problemsOf({ ...inMemory, KEYPLANE_WORKERS: '2' })).toEqual([
    'KEYPLANE_WORKERS must be 1 with a database in memory, because each worker would have a database ' +
      'of its own. You gave 2. Set KEYPLANE_DATABASE_URL to a file or to PostgreSQL.',
  ]);
  expect(parseConfig({ ...inMemory, KEYPLANE_WORKERS: '1' }).workers).toBe(1);
});

test('the default database is in the data folder', () => {
  const config = parseConfig({ KEYPLANE_DATA_DIR: '/var/lib/keyplane' });
  expect(config.databaseUrl.reveal()).toBe('sqlite:/var/lib/keyplane/keyplane.db');
});

test('metrics are not served until a token or a port is given', () => {
  expect(parseConfig({}).metrics).toEqual({ token: null, listen: null });
  const config = parseConfig({
    KEYPLANE_METRICS_TOKEN: 'a-token-of-the-scraper',
    KEYPLANE_METRICS_PORT: '9090',
  });
  expect(config.metrics.token?.reveal()).toBe('a-token-of-the-scraper');
  expect(inspect(config)).not.toContain('a-token');
  expect(config.metrics.listen).toEqual({ host: '127.0.0.1', port: 9090 });
  expect(Object.isFrozen(config.metrics)).toBe(true);
});

test.each([
  ['KEYPLANE_METRICS_TOKEN', 'short', 'must be 16 to 512 visible ASCII characters.'],
  ['KEYPLANE_METRICS_TOKEN', 'with a space in the middle', 'must be 16 to 512 visible'],
  ['KEYPLANE_METRICS_PORT', '70000', 'must be a whole number from 0 to 65535.'],
  ['KEYPLANE_METRICS_HOST', 'http://localhost', 'must be a host name or an IP address.'],
])('%s cannot be "%s"', (variable, value, problem) => {
  expect(problemsOf({ [variable]: value })).toEqual([
    expect.stringContaining(`${variable} ${problem}`),
  ]);
  expect(problemsOf({ [variable]: value }).join()).not.toContain(value);
});

test('the configuration is frozen', () => {
  expect(Object.isFrozen(parseConfig({}))).toBe(true);
  expect(Object.isFrozen(parseConfig({}).trustedProxies)).toBe(true);
});

test('an empty variable counts as absent', () => {
  expect(parseConfig({ KEYPLANE_PORT: '', KEYPLANE_MASTER_KEY: '' })).toEqual(parseConfig({}));
});

test('all problems are reported together, each with its variable', () => {
  const problems = problemsOf({
    KEYPLANE_DATABASE_URL: 'mysql://localhost',
    KEYPLANE_DATABASE_POOL: '0',
    KEYPLANE_DATABASE_STATEMENT_SECONDS: '0',
    KEYPLANE_HOST: 'http://localhost',
    KEYPLANE_PORT: '8700x',
    KEYPLANE_ISSUER: 'keys.example.com',
    KEYPLANE_MASTER_KEY: 'short',
    KEYPLANE_MASTER_KEY_PREVIOUS: 'short',
    KEYPLANE_LOG_LEVEL: 'verbose',
    KEYPLANE_TRUSTED_PROXIES: '10.0.0.0/33',
    KEYPLANE_DRAIN_SECONDS: '2.5',
    KEYPLANE_SHUTDOWN_SECONDS: '-1',
    KEYPLANE_SQLITE_BUSY_SECONDS: '0',
    KEYPLANE_OWNER_EMAIL: 'ada',
    KEYPLANE_OWNER_NAME: '\u202eada',
  });
  expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
    'KEYPLANE_DATABASE_POOL',
    'KEYPLANE_DATABASE_STATEMENT_SECONDS',
    'KEYPLANE_DATABASE_URL',
    'KEYPLANE_DRAIN_SECONDS',
    'KEYPLANE_HOST',
    'KEYPLANE_ISSUER',
    'KEYPLANE_LOG_LEVEL',
    'KEYPLANE_MASTER_KEY',
    'KEYPLANE_MASTER_KEY_PREVIOUS',
    'KEYPLANE_OWNER_EMAIL',
    'KEYPLANE_OWNER_NAME',
    'KEYPLANE_PORT',
    'KEYPLANE_SHUTDOWN_SECONDS',
    'KEYPLANE_SQLITE_BUSY_SECONDS',
    'KEYPLANE_TRUSTED_PROXIES',
  ]);
});

test.each(['sqlite:', 'sqlite://host/file', 'mysql://h/d', 'postgres://u:p@h:port/d', '/a/file'])(
  'refuses %s as a database',
  (url) => {
    expect(problemsOf({ KEYPLANE_DATABASE_URL: url })).toHaveLength(1);
  },
);

test.each([
  'sqlite:./a.db',
  'sqlite:/a.db',
  'sqlite:///a.db',
  'sqlite::memory:',
  'postgres://u:p@h:5432/d?sslmode=require',
  'postgresql:///d?host=/run/postgresql',
])('accepts %s as a database', (url) => {
  expect(parseConfig({ KEYPLANE_DATABASE_URL: url }).databaseUrl.reveal()).toBe(url);
});

test.each(['https://h/path', 'https://h?q', 'https://h#f', 'https://u@h', 'ftp://h', 'h'])(
  'refuses %s as an issuer',
  (url) => {
    expect(problemsOf({ KEYPLANE_ISSUER: url })).toHaveLength(1);
  },
);

describe('an identity provider', () => {
  const OIDC = {
    KEYPLANE_OIDC_ISSUER: 'https://accounts.example.com',
    KEYPLANE_OIDC_CLIENT_ID: 'keyplane',
    KEYPLANE_OIDC_CLIENT_SECRET: 'the-secret-of-keyplane',
  };

  test('is named after its host, and accepts every domain, unless something else is set', () => {
    expect(parseConfig({}).oidc).toBeNull();
    const { oidc } = parseConfig(OIDC);
    expect(oidc).toMatchObject({ name: 'accounts.example.com', emailDomains: [] });
    expect(oidc?.clientSecret.reveal()).toBe('the-secret-of-keyplane');
    expect(inspect(oidc)).not.toContain('the-secret');
    const KEYPLANE_OIDC_EMAIL_DOMAINS = 'example.com, Example.org';
    expect(
      parseConfig({ ...OIDC, KEYPLANE_OIDC_NAME: 'Okta', KEYPLANE_OIDC_EMAIL_DOMAINS }).oidc,
    ).toMatchObject({ name: 'Okta', emailDomains: ['example.com', 'Example.org'] });
  });

  test('says which team the people of a domain join, each domain once, and only if it may sign in', () => {
    const joining = (KEYPLANE_OIDC_JOIN: string, more = {}) => ({
      ...OIDC,
      ...more,
      KEYPLANE_OIDC_JOIN,
    });
    expect(parseConfig(OIDC).oidc?.joins).toEqual([]);
    expect(parseConfig(joining('Example.com=team_1, example.org=team_2')).oidc?.joins).toEqual([
      { domain: 'example.com', teamId: 'team_1' },
      { domain: 'example.org', teamId: 'team_2' },
    ]);
    expect(problemsOf(joining('example.com=team_1,EXAMPLE.com=team_2'))).toEqual([
      'KEYPLANE_OIDC_JOIN has example.com twice. People join one team by their domain.',
    ]);
    const domains = { KEYPLANE_OIDC_EMAIL_DOMAINS: 'Example.org' };
    expect(problemsOf(joining('example.com=team_1', domains))).toEqual([
      'KEYPLANE_OIDC_JOIN has example.com, whose people may not sign in. Add it to ' +
        'KEYPLANE_OIDC_EMAIL_DOMAINS.',
    ]);
    expect(parseConfig(joining('example.org=team_1', domains)).oidc?.joins).toHaveLength(1);
    for (const wrong of ['example.com', '=team_1', '*.example.com=team_1', 'example.com=1']) {
      expect(problemsOf(joining(wrong))).toEqual([
        expect.stringContaining('KEYPLANE_OIDC_JOIN must be domains with the ID of a team'),
      ]);
    }
  });

  test('needs a client ID and a secret', () => {
    const { KEYPLANE_OIDC_ISSUER } = OIDC;
    expect(problemsOf({ KEYPLANE_OIDC_ISSUER })).toEqual([
      'KEYPLANE_OIDC_CLIENT_ID is required if KEYPLANE_OIDC_ISSUER is set.',
      'KEYPLANE_OIDC_CLIENT_SECRET is required if KEYPLANE_OIDC_ISSUER is set.',
    ]);
  });

  test.each([
    ['KEYPLANE_OIDC_CLIENT_ID', 'keyplane'],
    ['KEYPLANE_OIDC_CLIENT_SECRET', 'the-secret-of-keyplane'],
    ['KEYPLANE_OIDC_NAME', 'Okta'],
    ['KEYPLANE_OIDC_EMAIL_DOMAINS', 'example.com'],
    ['KEYPLANE_OIDC_JOIN', 'example.com=team_0'],
  ])('is required by %s', (variable, value) => {
    expect(problemsOf({ [variable]: value })).toEqual([
      `KEYPLANE_OIDC_ISSUER is required if ${variable} is set.`,
    ]);
  });

  test.each([
    'http://accounts.example.com',
    'http://localhost.example.com',
    'https://user@accounts.example.com',
    'https://:password@accounts.example.com',
    'https://accounts.example.com?tenant=1',
    'https://accounts.example.com#tenant',
    'accounts.example.com',
  ])('is not at %s', (url) => {
    expect(problemsOf({ ...OIDC, KEYPLANE_OIDC_ISSUER: url })).toEqual([
      expect.stringMatching(/^KEYPLANE_OIDC_ISSUER must be an https URL .*\.$/),
    ]);
  });

  test.each(['https://login.example.com/tenant/v2.0', 'http://localhost:9000', 'http://[::1]'])(
    'may be at %s',
    (url) => {
      expect(parseConfig({ ...OIDC, KEYPLANE_OIDC_ISSUER: url }).oidc?.issuer).toBe(url);
    },
  );

  test.each(['example', '@example.com', 'ada@example.com', '*.example.com', 'example.com,', ','])(
    'never reads "%s" as a list of domains, which could admit everybody',
    (domains) => {
      expect(problemsOf({ ...OIDC, KEYPLANE_OIDC_EMAIL_DOMAINS: domains })).toEqual([
        expect.stringContaining('KEYPLANE_OIDC_EMAIL_DOMAINS must be domains such as example.com'),
      ]);
    },
  );
});

test('an issuer has no slash at its end', () => {
  expect(parseConfig({ KEYPLANE_ISSUER: 'https://keys.example.com/' }).issuer).toBe(
    'https://keys.example.com',
  );
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:9000'],
  ['0.0.0.0', 'http://localhost:9000'],
  ['::', 'http://localhost:9000'],
  ['::1', 'http://[::1]:9000'],
])('the default issuer for the address %s is %s', (host, issuer) => {
  const config = listeningOn(parseConfig({ KEYPLANE_HOST: host, KEYPLANE_PORT: '0' }), 9000);
  expect([config.issuer, listeningUrl(config), config.port]).toEqual([issuer, issuer, 9000]);
});

test('with a certificate the URL of the server is https, and the key is required as well', () => {
  const pair = { KEYPLANE_TLS_CERT_FILE: 'tls.crt', KEYPLANE_TLS_KEY_FILE: 'tls.key' };
  const config = listeningOn(parseConfig({ ...pair, KEYPLANE_PORT: '0' }), 9000);
  expect(config.tls).toEqual({ certificateFile: 'tls.crt', keyFile: 'tls.key' });
  expect([config.issuer, listeningUrl(config)]).toEqual(Array(2).fill('https://127.0.0.1:9000'));
  expect(problemsOf({ KEYPLANE_TLS_KEY_FILE: 'tls.key' })).toEqual([
    'KEYPLANE_TLS_CERT_FILE is required if KEYPLANE_TLS_KEY_FILE is set.',
  ]);
});

test('a given issuer does not depend on the port', () => {
  const config = parseConfig({ KEYPLANE_ISSUER: 'https://keys.example.com', KEYPLANE_PORT: '0' });
  expect(listeningOn(config, 9000).issuer).toBe('https://keys.example.com');
});

test('proxies are addresses, blocks and the names that Express knows', () => {
  const { trustedProxies } = parseConfig({
    KEYPLANE_TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,fd00::/8, 192.0.2.1',
  });
  expect(trustedProxies).toEqual(['loopback', '10.0.0.0/8', 'fd00::/8', '192.0.2.1']);
});

test('secrets of the configuration are concealed, however it is printed', () => {
  const config = parseConfig({
    KEYPLANE_DATABASE_URL: 'postgres://keyplane:hush@db/keyplane?password=hush',
    KEYPLANE_MASTER_KEY: MASTER_KEY,
    KEYPLANE_MASTER_KEY_PREVIOUS: MASTER_KEY,
  });
  for (const printed of [
    JSON.stringify(config),
    inspect(config, { depth: 9, showHidden: true }),
    `${String(config.databaseUrl)} ${String(config.masterKey)}`,
  ]) {
    expect(printed).toContain('postgres://keyplane:***@db/keyplane');
    expect(printed).not.toContain('hush');
    expect(printed).not.toContain(MASTER_KEY);
  }
  expect(config.masterKey?.reveal()).toBe(MASTER_KEY);
});

test('a problem never quotes a secret', () => {
  const problems = problemsOf({
    KEYPLANE_DATABASE_URL: 'postgres://keyplane:hush@:x/',
    KEYPLANE_MASTER_KEY: 'hush',
  });
  expect(problems).toHaveLength(2);
  expect(problems.join()).not.toContain('hush');
});

test('unknown variables of the prefix are reported, but not those of the provider and other programs', () => {
  expect(
    unknownVariables({
      KEYPLANE_PROT: '1',
      KEYPLANE_PORT: '1',
      KEYPLANE_CLIENT_SECRET: 'x',
      KEYPLANE_TEST_POSTGRES_URL: 'x',
      PATH: '/bin',
    }),
  ).toEqual(['KEYPLANE_PROT']);
});

test('no variable of the provider is reported as unknown, because both may be set in one shell', () => {
  const page = readFileSync(path.join(__dirname, '../../../provider/docs/index.md'), 'utf8');
  const names = page.match(/\bKEYPLANE_\w+/g) ?? [];
  expect(names.length).toBeGreaterThan(10);
  expect(unknownVariables(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
});

test('every variable is documented', () => {
  expect(CONFIG_VARIABLES.length).toBeGreaterThan(10);
  for (const { description } of CONFIG_VARIABLES) expect(description).not.toBe('');
});

test('says which private networks issuers may be in, and plain http is off by default', () => {
  const given = { KEYPLANE_FEDERATION_PRIVATE_RANGES: '10.1.0.0/16, fd00::/8' };
  expect(parseConfig(given).federation).toEqual({
    allowInsecure: false,
    allowedRanges: ['10.1.0.0/16', 'fd00::/8'],
    caFile: null,
  });
  for (const wrong of [
    { KEYPLANE_FEDERATION_PRIVATE_RANGES: '10.1.0.0' },
    { KEYPLANE_FEDERATION_ALLOW_INSECURE: 'yes' },
  ]) {
    expect(problemsOf(wrong)).toHaveLength(1);
  }
});

test('mail needs both a server and a sender, and the password of the server is never shown', () => {
  const KEYPLANE_SMTP_URL = 'smtp://user:hunter2@mail.example.com:587';
  for (const KEYPLANE_MAIL_FROM of ['keys@example.com', 'Keyplane <keys@example.com>']) {
    const config = parseConfig({ KEYPLANE_SMTP_URL, KEYPLANE_MAIL_FROM });
    expect(config.mail?.smtpUrl.reveal()).toBe(KEYPLANE_SMTP_URL);
    expect(config.mail?.from).toBe(KEYPLANE_MAIL_FROM);
    expect(inspect(config, { depth: 5 }) + JSON.stringify(config)).not.toContain('hunter2');
  }
  expect(parseConfig({}).mail).toBeNull();
  expect(problemsOf({ KEYPLANE_SMTP_URL })).toEqual([
    'KEYPLANE_MAIL_FROM is required if KEYPLANE_SMTP_URL is set.',
  ]);
  expect(problemsOf({ KEYPLANE_MAIL_FROM: 'keys@example.com' })).toHaveLength(1);
  for (const wrong of ['http://mail.example.com', 'mail.example.com', 'smtp://']) {
    const problems = problemsOf({ KEYPLANE_SMTP_URL: wrong, KEYPLANE_MAIL_FROM: 'k@example.com' });
    expect(problems.join()).toMatch(/^KEYPLANE_SMTP_URL must be/);
  }
  const two = { KEYPLANE_SMTP_URL, KEYPLANE_MAIL_FROM: 'a@example.com\r\nBcc: b@example.com' };
  expect(problemsOf(two).join()).toMatch(/^KEYPLANE_MAIL_FROM must be/);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../../api/app/config';
import type { Environment } from '../../../api/app/environment';
import { InvalidConfigError } from '../../../api/app/invalid-config-error';
import { withSecretSettings } from '../../../api/app/secret-settings';

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const OTHER_KEY = 'HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHgA=';

const print = (text: string) => `"${process.execPath}" -p "'${text}'"`;
const run = (program: string) => `"${process.execPath}" -e "${program}"`;

async function problemsOf(environment: Environment): Promise<readonly string[]> {
  try {
    await loadConfig(environment);
  } catch (error) {
    if (error instanceof InvalidConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('a secret setting', () => {
  let folder: string;
  const file = async (name: string, text: string) => {
    const written = path.join(folder, name);
    await writeFile(written, text);
    return written;
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-settings-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read from a file, with or without a line break or byte order mark', async () => {
    for (const text of [KEY, `${KEY}\n`, `${KEY}\r\n`, `\uFEFF${KEY}\n`]) {
      const config = await loadConfig({ KEYPLANE_MASTER_KEY_FILE: await file('key', text) });
      expect(config.masterKey?.reveal()).toBe(KEY);
    }
  });

  it.each([
    ['KEYPLANE_DATABASE_URL', 'postgres://keyplane@db/keyplane', 'databaseUrl'],
    ['KEYPLANE_MASTER_KEY_PREVIOUS', OTHER_KEY, 'previousMasterKey'],
  ] as const)('%s is read from a file', async (setting, value, field) => {
    const config = await loadConfig({ [`${setting}_FILE`]: await file('secret', `${value}\n`) });
    expect(config[field]?.reveal()).toBe(value);
  });

  it('of the mail server and of the metrics is read from a file', async () => {
    const config = await loadConfig({
      KEYPLANE_SMTP_URL_FILE: await file('smtp', 'smtp://user:pass@mail.example.com:587\n'),
      KEYPLANE_MAIL_FROM: 'keys@example.com',
      KEYPLANE_METRICS_TOKEN_FILE: await file('metrics', 'a-long-enough-token\n'),
    });
    expect(config.mail?.smtpUrl.reveal()).toBe('smtp://user:pass@mail.example.com:587');
    expect(config.metrics.token?.reveal()).toBe('a-long-enough-token');
  });

  it('of the client at an identity provider is read from a file', async () => {
    const config = await loadConfig({
      KEYPLANE_OIDC_ISSUER: 'https://id.example.com',
      KEYPLANE_OIDC_CLIENT_ID: 'keyplane',
      KEYPLANE_OIDC_CLIENT_SECRET_FILE: await file('oidc', 'client-secret\n'),
    });
    expect(config.oidc?.clientSecret.reveal()).toBe('client-secret');
    expect(config.oidc?.issuer).toBe('https://id.example.com');
  });

  it('is what a command prints', async () => {
    const config = await loadConfig({
      KEYPLANE_MASTER_KEY_COMMAND: print(KEY),
      KEYPLANE_MASTER_KEY_PREVIOUS_COMMAND: print(OTHER_KEY),
    });
    expect(config.masterKey?.reveal()).toBe(KEY);
    expect(config.previousMasterKey?.reveal()).toBe(OTHER_KEY);
  });

  it('is absent if the variable of its file or command is empty', async () => {
    const config = await loadConfig({
      KEYPLANE_MASTER_KEY_FILE: '',
      KEYPLANE_MASTER_KEY_COMMAND: '',
    });
    expect(config.masterKey).toBeNull();
  });

  it('is refused if it is given twice', async () => {
    expect(
      await problemsOf({ KEYPLANE_MASTER_KEY: KEY, KEYPLANE_MASTER_KEY_FILE: '/run/key' }),
    ).toEqual([
      'KEYPLANE_MASTER_KEY and KEYPLANE_MASTER_KEY_FILE are both set. Remove one of them.',
    ]);
  });

  it('is refused if its file is missing or empty, with all such problems at once', async () => {
    const missing = path.join(folder, 'missing');
    expect(
      await problemsOf({
        KEYPLANE_MASTER_KEY_FILE: missing,
        KEYPLANE_METRICS_TOKEN_FILE: await file('empty', '\n'),
      }),
    ).toEqual([
      `KEYPLANE_MASTER_KEY_FILE cannot be used. ${missing} cannot be read (ENOENT).`,
      'KEYPLANE_METRICS_TOKEN_FILE cannot be used. It is empty.',
    ]);
  });

  it.each([
    ['echo access denied >&2; exit 3', 'ended with exit code 3. It reported: access denied'],
    ['exit 4', 'ended with exit code 4. It reported nothing.'],
    ['kill -9 $$', 'was ended by SIGKILL'],
    [run("console.log('x'.repeat(70000))"), 'printed more than 64 KiB'],
  ])('is refused if its command fails: %s', async (command, problem) => {
    const [found] = await problemsOf({ KEYPLANE_MASTER_KEY_COMMAND: command });
    expect(found).toContain(`KEYPLANE_MASTER_KEY_COMMAND cannot be used. The command ${problem}`);
  });

  it('is refused if its command does not end in time', async () => {
    const environment = { KEYPLANE_MASTER_KEY_COMMAND: 'sleep 60; true' };
    await expect(withSecretSettings(environment, { commandSeconds: 0.05 })).rejects.toThrow(
      'The command took longer than 0.05 seconds.',
    );
  });

  it('never quotes what a command or a file contains', async () => {
    const problems = [
      ...(await problemsOf({
        KEYPLANE_MASTER_KEY_COMMAND: run("console.log('hunter2'); process.exit(1)"),
      })),
      ...(await problemsOf({ KEYPLANE_MASTER_KEY_COMMAND: print('hunter2') })),
      ...(await problemsOf({ KEYPLANE_MASTER_KEY_FILE: await file('wrong', 'hunter2') })),
    ];
    expect(problems).toHaveLength(3);
    for (const problem of problems) {
      expect(problem.replace(/'hunter2'/, '')).not.toContain('hunter2');
    }
  });
});

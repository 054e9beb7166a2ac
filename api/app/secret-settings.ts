import { exec, type ExecException } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from './environment';
import { InvalidConfigError } from './invalid-config-error';

/**
 * Settings that contain a secret. Each can be read from a file, as Docker, Kubernetes and systemd
 * provide secrets: `<name>_FILE`. The master keys can also be printed by a command, such as the
 * client of a KMS or of Vault: `<name>_COMMAND`.
 */
const SECRET_SETTINGS: Readonly<Record<string, readonly Source[]>> = {
  KEYPLANE_DATABASE_URL: ['FILE'],
  KEYPLANE_MASTER_KEY: ['FILE', 'COMMAND'],
  KEYPLANE_MASTER_KEY_PREVIOUS: ['FILE', 'COMMAND'],
  KEYPLANE_METRICS_TOKEN: ['FILE'],
  KEYPLANE_SMTP_URL: ['FILE'],
  KEYPLANE_OIDC_CLIENT_SECRET: ['FILE'],
  OTEL_EXPORTER_OTLP_HEADERS: ['FILE'],
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: ['FILE'],
};

type Source = 'FILE' | 'COMMAND';

const COMMAND_SECONDS = 30;
const MOST_BYTES = 64 * 1024;
/** An error shows at most this many characters of what a failed command reports. */
const REPORTED_CHARACTERS = 500;

const DESCRIPTIONS: Readonly<Record<Source, (name: string) => string>> = {
  FILE: (name) => `file that contains ${name}`,
  COMMAND: (name) => `shell command that prints ${name}, such as the client of a KMS or of Vault`,
};

const READERS: Readonly<Record<Source, (given: string, seconds: number) => Promise<string>>> = {
  FILE: readFromFile,
  COMMAND: readFromCommand,
};

interface Alternative {
  readonly name: string;
  readonly description: string;
}

/** The variables that say where the value of this setting is read from. */
export function alternativesOf(setting: string): readonly Alternative[] {
  return (SECRET_SETTINGS[setting] ?? []).map((source) => ({
    name: `${setting}_${source}`,
    description: DESCRIPTIONS[source](setting),
  }));
}

/**
 * The environment with the value of each secret setting, wherever it is read from. An empty
 * variable counts as absent.
 * @throws InvalidConfigError that names every variable whose value cannot be read, and never a value
 */
export async function withSecretSettings(
  environment: Environment,
  { commandSeconds = COMMAND_SECONDS } = {},
): Promise<Environment> {
  const settings = Object.entries(SECRET_SETTINGS);
  const read = await Promise.allSettled(
    settings.map(async ([setting, from]) => [
      setting,
      await valueOf(setting, from, environment, commandSeconds),
    ]),
  );
  const problems = read.flatMap((result) =>
    result.status === 'rejected' ? [(result.reason as Error).message] : [],
  );
  if (problems.length > 0) throw new InvalidConfigError(problems);
  const values = read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return { ...environment, ...(Object.fromEntries(values) as Environment) };
}

async function valueOf(
  setting: string,
  from: readonly Source[],
  environment: Environment,
  commandSeconds: number,
) {
  const given = from.filter((source) => isSet(environment[`${setting}_${source}`]));
  const names = given.map((source) => `${setting}_${source}`);
  if (isSet(environment[setting])) names.unshift(setting);
  if (names.length > 1) {
    throw new Error(`${names.join(' and ')} are both set. Remove one of them.`);
  }
  const [source] = given;
  if (source === undefined) return environment[setting];
  const variable = `${setting}_${source}`;
  try {
    const value = (await READERS[source](environment[variable] ?? '', commandSeconds)).trim();
    if (value === '') throw new Error('It is empty.');
    return value;
  } catch (error) {
    throw new Error(`${variable} cannot be used. ${(error as Error).message}`, { cause: error });
  }
}

const isSet = (value: string | undefined) => value !== undefined && value !== '';

async function readFromFile(file: string): Promise<string> {
  const text = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${path.resolve(file)} cannot be read (${cause.code ?? 'unknown error'}).`, {
      cause,
    });
  });
  if (text.length > MOST_BYTES) throw new Error(`${path.resolve(file)} is larger than 64 KiB.`);
  // A byte order mark is not part of the value.
  return text.toString('utf8').replace(/^\uFEFF/, '');
}

/** What the command prints is the secret, so no error quotes it. */
async function readFromCommand(command: string, seconds: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: seconds * 1000, maxBuffer: MOST_BYTES, windowsHide: true };
    const child = exec(command, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      reject(new Error(`The command ${failureOf(error, seconds)}.${reported(stderr)}`));
    });
    child.stdin?.end();
  });
}

function failureOf({ code, killed, signal }: ExecException, seconds: number): string {
  if (String(code) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'printed more than 64 KiB';
  if (killed === true) return `took longer than ${seconds} seconds`;
  return typeof code === 'number'
    ? `ended with exit code ${code}`
    : `was ended by ${String(signal)}`;
}

function reported(stderr: string): string {
  const text = stderr.trim().slice(0, REPORTED_CHARACTERS);
  return text === '' ? ' It reported nothing.' : ` It reported: ${text}`;
}

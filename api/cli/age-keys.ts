import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isIdentity, isRecipient } from './age-files';
import { CommandFailure, EXIT_CODE } from './exit-code';
import type { Terminal } from './terminal';

export interface RecipientOptions {
  readonly recipient?: readonly string[];
  readonly recipientsFile?: readonly string[];
}

/**
 * Whom a backup is encrypted for; empty if it is not encrypted.
 * @throws CommandFailure, which never shows a secret that was given by mistake
 */
export async function readRecipients({
  recipient = [],
  recipientsFile = [],
}: RecipientOptions): Promise<readonly string[]> {
  const recipients = [...recipient];
  for (const text of recipient) requireRecipient(text, '--recipient');
  for (const file of recipientsFile) {
    recipients.push(
      ...(await keysIn(file, '--recipients-file', 'recipients', (text, place) =>
        requireRecipient(text, place),
      )),
    );
  }
  return recipients;
}

/** Where the identities that open a backup are. They are read only if they are needed. */
export interface IdentityFile {
  /** What errors call it. */
  readonly shown: string;
  /** @throws CommandFailure, which never shows an identity */
  read(): Promise<readonly string[]>;
}

/** @param given the file of `--identity`, which `age-keygen` made; `-` is standard input */
export function identityFile(
  given: string | undefined,
  terminal: Terminal,
): IdentityFile | undefined {
  if (given === undefined) return undefined;
  const shown = given === '-' ? 'standard input' : path.resolve(given);
  return {
    shown: looksLikeIdentity(given) ? 'the file' : shown,
    async read() {
      if (given !== '-') return readIdentities(given);
      const text = await terminal.readInput('Type or paste the identity, and end with Ctrl-D:');
      return keysOf(text, shown, '--identity', 'identities', requireIdentity);
    },
  };
}

async function readIdentities(file: string): Promise<readonly string[]> {
  if (looksLikeIdentity(file)) {
    throw wrong(
      '--identity takes the name of a file. You gave an identity itself, which other users of the machine can ' +
        'see on a command line. Write it into a file that only you can read.',
    );
  }
  return keysIn(file, '--identity', 'identities', requireIdentity);
}

async function keysIn(
  file: string,
  option: string,
  what: string,
  check: (text: string, place: string) => void,
): Promise<string[]> {
  const shown = path.resolve(file);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw wrong(`${shown} cannot be read. Give a file of ${what} with ${option}.`, cause);
  });
  return keysOf(text, shown, option, what, check);
}

function keysOf(
  text: string,
  shown: string,
  option: string,
  what: string,
  check: (text: string, place: string) => void,
): string[] {
  if (/^(?:age-encryption\.org\/|-----BEGIN AGE )/.test(text)) {
    throw wrong(
      `${capitalized(shown)} is encrypted. Decrypt it with \`age --decrypt\`, and give ${option} the result.`,
    );
  }
  const lines = text.split('\n').map((line) => line.trim());
  const keys: string[] = [];
  lines.forEach((line, index) => {
    if (line === '' || line.startsWith('#')) return;
    check(line, `line ${index + 1} of ${shown}`);
    keys.push(line);
  });
  if (keys.length > 0) return keys;
  throw wrong(`${capitalized(shown)} has no ${what}. Give another file with ${option}.`);
}

function requireRecipient(text: string, place: string): void {
  if (looksLikeIdentity(text)) {
    throw wrong(
      `${capitalized(place)} has a secret identity in place of a recipient. Give its recipient, which starts ` +
        'with "age1". If the identity was on a command line, make a new one, because others may have seen it.',
    );
  }
  if (isRecipient(text)) return;
  throw wrong(
    `${capitalized(place)} has "${shortened(text)}", which is not a recipient of age. A recipient starts with ` +
      '"age1", and `age-keygen` makes one. Keys of SSH and of plugins cannot be used.',
  );
}

function requireIdentity(text: string, place: string): void {
  if (isIdentity(text)) return;
  throw wrong(
    `${capitalized(place)} is not an identity of age, which starts with "AGE-SECRET-KEY-1" or ` +
      '"AGE-SECRET-KEY-PQ-1". If you use a key of SSH or a plugin, decrypt the backup with `age --decrypt` and ' +
      'give the result without --identity.',
  );
}

const looksLikeIdentity = (text: string) => /AGE-(?:SECRET-KEY|PLUGIN)-/i.test(text);

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A recipient is public. The first characters are enough to find it. */
const shortened = (text: string) => (text.length > 70 ? `${text.slice(0, 70)}…` : text);

function wrong(message: string, cause?: unknown): CommandFailure {
  return new CommandFailure(EXIT_CODE.usage, message, { cause });
}

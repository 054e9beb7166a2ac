import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../lib/durable-file';
import { AgeError, decryptFile } from './age-files';
import type { IdentityFile } from './age-keys';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { withTemporaryFolder } from './temporary-folder';

const STARTS = {
  encrypted: 'age-encryption.org/',
  armored: '-----BEGIN AGE ENCRYPTED FILE-----',
} as const;

/**
 * Calls `work` with a file that is not encrypted: with the backup itself, or with a decrypted copy that no
 * other user can read, and that is removed afterward.
 * @throws CommandFailure if the backup cannot be decrypted
 */
export async function withDecrypted<T>(
  backup: string,
  identity: IdentityFile | undefined,
  work: (file: string) => Promise<T>,
): Promise<T> {
  if (!needsIdentity(backup, identity)) return work(backup);
  return withTemporaryFolder('keyplane-backup-', async (folder) => {
    const copy = path.join(folder, 'keyplane.db');
    await decryptBackup(backup, copy, identity);
    return work(copy);
  });
}

/**
 * Whether the backup is encrypted.
 * @throws CommandFailure if it is, and there is no identity, or the other way around
 */
export function needsIdentity(
  backup: string,
  identity: IdentityFile | undefined,
): identity is IdentityFile {
  const start = startOf(backup);
  const shown = path.resolve(backup);
  if (start.startsWith(STARTS.armored)) {
    throw refused(
      EXIT_CODE.usage,
      `${shown} is encrypted in the text format of age. Keyplane reads the binary format only. Decrypt the ` +
        'file with `age --decrypt`, and give the result without --identity.',
    );
  }
  const isEncrypted = start.startsWith(STARTS.encrypted);
  if (isEncrypted && identity === undefined) {
    throw refused(
      EXIT_CODE.usage,
      `${shown} is encrypted with age. Give the file of an identity that opens it with --identity.`,
    );
  }
  if (!isEncrypted && identity !== undefined && start !== '') {
    throw refused(EXIT_CODE.usage, `${shown} is not encrypted. Omit --identity.`);
  }
  return isEncrypted;
}

/** Leaves nothing at `to` if it fails. */
export async function decryptBackup(
  backup: string,
  to: string,
  identity: IdentityFile,
): Promise<void> {
  const identities = await identity.read();
  const shown = path.resolve(backup);
  try {
    await decryptFile(backup, to, identities);
  } catch (error) {
    await rm(to, { force: true });
    if (hasCode(error, 'ENOSPC')) throw noRoom(shown, to, error);
    if (!(error instanceof AgeError)) throw error;
    throw refused(
      EXIT_CODE.dataError,
      error.reason === 'damaged'
        ? `${shown} is damaged or cut off, so it cannot be decrypted. Use another backup.`
        : `No identity in ${identity.shown} opens ${shown}. Give the identity of one of the ` +
            'recipients for whom it was encrypted. If you gave that one, the file is damaged: use another backup.',
      error,
    );
  }
}

function startOf(file: string): string {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return '';
  const opened = openSync(file, 'r');
  try {
    const start = Buffer.alloc(STARTS.armored.length);
    return start.toString('latin1', 0, readSync(opened, start, 0, start.length, 0));
  } finally {
    closeSync(opened);
  }
}

function noRoom(shown: string, to: string, cause: unknown): CommandFailure {
  return refused(
    EXIT_CODE.cannotWrite,
    `The folder ${path.dirname(path.resolve(to))} has no room for the decrypted copy of ${shown}. Nothing was ` +
      'left there. Make room. `verify-backup` uses the folder that TMPDIR names.',
    cause,
  );
}

function refused(
  exitCode: CommandFailure['exitCode'],
  message: string,
  cause?: unknown,
): CommandFailure {
  return new CommandFailure(exitCode, message, { cause });
}

import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { modeOf, textOf, WRITABLE_BY_OTHERS } from '../lib/private-files';
import { MASTER_KEY_BYTES, MasterKeyError, parseMasterKey } from './master-key';

/**
 * Reads the file, or creates it with mode 0600. It is written completely under another name and then
 * linked. If several processes start together, one creates it, and none ever reads half a key.
 */
export async function readOrCreateMasterKeyFile(file: string): Promise<Buffer> {
  return (await readMasterKeyFile(file)) ?? (await createMasterKeyFile(file));
}

async function createMasterKeyFile(file: string): Promise<Buffer> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    await writeDurably(draft, `${randomBytes(MASTER_KEY_BYTES).toString('base64url')}\n`);
    await link(draft, file).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
    await syncFolder(path.dirname(file));
  } finally {
    await rm(draft, { force: true });
  }
  const created = await readMasterKeyFile(file);
  if (created === undefined)
    throw new Error(
      `${file} was removed while Keyplane started. Restore it, then start Keyplane again.`,
    );
  return created;
}

/**
 * `undefined` if it is missing.
 * @throws MasterKeyError if others could have written it
 */
export async function readMasterKeyFile(file: string): Promise<Buffer | undefined> {
  refuseWritableByOthers(file);
  try {
    return parseMasterKey(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (hasCode(error, 'EISDIR')) throw new MasterKeyError(isFolder(file));
    throw error;
  }
}

/** Container engines make a folder of that name if the file that they are to mount is missing. */
const isFolder = (file: string) =>
  `${file} is a folder, but it must be the file with the master key. Remove the folder. Then restore the ` +
  'file from the backup that holds the database, or set KEYPLANE_MASTER_KEY to the key.';

/**
 * A key that others can read is compromised; a file that others can write may not even contain our
 * key.
 */
function refuseWritableByOthers(file: string): void {
  const mode = modeOf(file);
  if (mode === undefined || (mode & WRITABLE_BY_OTHERS) === 0) return;
  throw new MasterKeyError(
    `Other users can write ${file} (mode ${textOf(mode)}), so they may have replaced the master key. Compare ` +
      `it with a backup. Then run "chmod 600 ${file}", and start Keyplane again.`,
  );
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Without this, a power failure could lose the key but keep what was sealed with it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FirstCredentials } from './first-credentials';

/** The file of the first credentials exists already, but the database has none. */
export class BootstrapFileExistsError extends Error {
  override readonly name = 'BootstrapFileExistsError';

  constructor(readonly path: string) {
    super(
      `${path} exists, but the database is empty. The file contains the credentials of ` +
        'another database. Move it away, then start Keyplane again.',
    );
  }
}

/** Where the credentials of the first start are stored for the operator. */
export interface BootstrapFile {
  /**
   * Writes the file atomically, readable only by its owner (0600). Never overwrites another file.
   * @throws BootstrapFileExistsError
   */
  write(credentials: FirstCredentials): Promise<void>;
  /** Removes what `write` wrote, if the credentials were not committed. */
  discard(): Promise<void>;
}

export function createBootstrapFile(path: string): BootstrapFile {
  return {
    async write(credentials) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(toFile(credentials), null, 2)}\n`);
        await file.sync();
        await link(draft, path);
      } catch (error) {
        if (isExisting(error)) throw new BootstrapFileExistsError(path);
        throw error;
      } finally {
        await file.close();
        await rm(draft, { force: true });
      }
    },

    discard: () => rm(path, { force: true }),
  };
}

function toFile({ operator, team, owner }: FirstCredentials) {
  return {
    operator: { client_id: operator.clientId, client_secret: operator.secret.reveal() },
    team: { id: team.id, name: team.name },
    owner: {
      member_id: owner.memberId,
      client_id: owner.clientId,
      client_secret: owner.secret.reveal(),
    },
  };
}

function isExisting(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST';
}

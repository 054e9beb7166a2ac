import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { forClient, matching } from '@keyplane/terraform-plugin';

/** The service behind this provider: text files of one folder. */
export interface Folder {
  /** Rejects with `EEXIST` if the file exists. */
  create(name: string, content: string): Promise<void>;
  /** Undefined if there is no such file. */
  read(name: string): Promise<string | undefined>;
  write(name: string, content: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export function createFolder(root: string): Folder {
  const pathOf = (name: string) => path.join(root, name);
  return {
    async create(name, content) {
      await mkdir(root, { recursive: true });
      await writeFile(pathOf(name), content, { flag: 'wx' });
    },
    async read(name) {
      try {
        return await readFile(pathOf(name), 'utf8');
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    },
    write: (name, content) => writeFile(pathOf(name), content),
    remove: (name) => rm(pathOf(name), { force: true }),
  };
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Names that stay in the folder. */
export const isFileName = matching(/^[\w-][\w.-]*$/, 'a file name without a folder');

/** The `define…` functions for handlers that work with a `Folder`. */
export const { defineResource, defineDataSource, defineEphemeralResource } = forClient<Folder>();

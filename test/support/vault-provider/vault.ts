import type { JsonObject } from '../../../provider/terraform-plugin';

/** What a vault's KV engine, version 2, keeps under one path. */
export interface VaultEntry {
  readonly data: JsonObject;
  /** Counts the writes to the path, from 1. */
  readonly version: number;
}

/** A vault in memory, which a test can inspect. */
export interface Vault {
  /** The newest version at a path such as `kv/data/ci`. */
  read(path: string): VaultEntry | undefined;
  /** How often anything was written to it. */
  readonly writes: number;
  /** Refuses the next writes, as a sealed vault does. */
  failWrites(times: number): void;
  write(path: string, data: JsonObject): VaultEntry;
  /** Deletes the path, as a person would by hand. */
  remove(path: string): void;
}

export class VaultSealed extends Error {
  override readonly name = 'VaultSealed';
}

export function createVault(): Vault {
  const entries = new Map<string, VaultEntry>();
  let failing = 0;
  let writes = 0;
  return {
    read: (path) => entries.get(path),
    get writes() {
      return writes;
    },
    failWrites(times) {
      failing = times;
    },
    write(path, data) {
      if (failing > 0) {
        failing -= 1;
        throw new VaultSealed(`503: the vault is sealed; nothing was written to ${path}`);
      }
      writes += 1;
      const entry = { data, version: (entries.get(path)?.version ?? 0) + 1 };
      entries.set(path, entry);
      return entry;
    },
    remove: (path) => void entries.delete(path),
  };
}

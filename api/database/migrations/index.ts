import type { Knex } from 'knex';
import * as keysAndOwners from './0001-keys-and-owners';

/** Append only: a migration that has been released is never edited. */
export const MIGRATIONS: Readonly<Record<string, Knex.Migration>> = {
  '0001-keys-and-owners': keysAndOwners,
};

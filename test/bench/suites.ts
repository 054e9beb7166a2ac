import { coldStart } from './cold-start';
import type { Suite } from './measure';
import { thousandKeys } from './thousand-keys';
import { verifyPostgres, verifySqlite } from './verify';
import { verifyCold } from './verify-cold';
import { verifyMemory } from './verify-memory';

/** In the order of the table. */
export const SUITES: readonly Suite[] = [
  verifySqlite,
  verifyPostgres,
  verifyCold,
  verifyMemory,
  coldStart,
  thousandKeys,
];

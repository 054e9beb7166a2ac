import { betterAuth } from './better-auth';
import { coldStart } from './cold-start';
import { fiveThousandKeys } from './five-thousand-keys';
import { management } from './management';
import type { Suite } from './measure';
import { oauth } from './oauth';
import { providerExecutable } from './provider-executable';
import { overload } from './overload';
import { registry } from './registry';
import { serverStart } from './server-start';
import { synth } from './synth';
import { oneKeyPlan } from './one-key-plan';
import { thousandKeys } from './thousand-keys';
import { verifyPostgres, verifySqlite } from './verify';
import { verifyCold } from './verify-cold';
import { verifyMemory } from './verify-memory';
import { workers } from './workers';

/** The suites in the order of the table. */
export const SUITES: readonly Suite[] = [
  verifySqlite,
  verifyPostgres,
  verifyCold,
  workers,
  management,
  overload,
  registry,
  oauth,
  betterAuth,
  verifyMemory,
  serverStart,
  coldStart,
  providerExecutable,
  oneKeyPlan,
  thousandKeys,
  fiveThousandKeys,
  synth,
];

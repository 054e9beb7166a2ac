import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { startApiProcess } from './api-process';
import type { FaultOptions } from './fault-options';
import { runUnderFaults, type FaultRunOutcome } from './fault-run';
import { createKeyring } from './keyring';
import { writeObservedProvider } from './observed-provider';
import { planRun } from './run-plan';

export interface CampaignOptions extends FaultOptions {
  readonly providerVersion: string;
  readonly signal: AbortSignal;
  readonly onOutcome: (number: number, outcome: FaultRunOutcome) => void;
  readonly note: (number: number, line: string) => void;
}

/**
 * Carries out the runs, several at a time, each parallel job on its own server. However it ends, no
 * process and no folder is left behind, except those that are to be kept.
 * @throws the reason of the signal if that aborts
 */
export async function runCampaign(options: CampaignOptions): Promise<void> {
  const { seed, numbers, signal } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-faults-'));
  try {
    const executable = await writeObservedProvider(folder, options.provider);
    const waiting = [...numbers];
    const keyring = createKeyring();

    const work = async (): Promise<void> => {
      const database = await createDatabase(options.database);
      const api = await startApiProcess({ executable: options.api, databaseUrl: database?.url });
      try {
        for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
          signal.throwIfAborted();
          const current = number;
          const outcome = await runUnderFaults({
            plan: planRun(seed, current),
            api,
            keyring,
            provider: { executable, bundle: options.provider, version: options.providerVersion },
            signal,
            keepFailed: options.keep,
            note: (line) => options.note(current, line),
          });
          options.onOutcome(current, outcome);
        }
      } finally {
        await api.stop();
        await database?.drop();
      }
    };

    const jobs = Array.from({ length: Math.min(options.jobs, numbers.length) }, work);
    const results = await Promise.allSettled(jobs);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function createDatabase(kind: FaultOptions['database']): Promise<TestDatabase | undefined> {
  return kind === 'postgres' ? createTestDatabase() : undefined;
}

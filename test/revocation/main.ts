import { startCluster } from './cluster';
import { FAULTS } from './faults';
import { createReplicaClient } from './replica-client';
import { parseRevocationOptions, USAGE, type RevocationOptions } from './revocation-options';
import { runFault, type FaultResult } from './run-fault';

const TIMEOUT_MS = 6000;

async function main(options: RevocationOptions): Promise<void> {
  for (const database of options.databases) {
    const faults = FAULTS.filter(
      ({ name, databases, ofWorkers }) =>
        databases.includes(database) &&
        (options.workers > 1 || !ofWorkers) &&
        (options.faults.length === 0 || options.faults.includes(name)),
    );
    const cluster = await startCluster({
      ...options,
      database,
      keys: 10 + options.keys * faults.length,
    });
    const client = createReplicaClient(TIMEOUT_MS);
    try {
      for (const [number, fault] of faults.entries()) {
        const keys = Array.from(
          { length: options.keys },
          (_, place) => 10 + number * options.keys + place,
        );
        const result = await runFault(cluster, fault, keys, client);
        console.log(describe(`${database}, ${fault.name}`, result));
        if (result.problems.length > 0) process.exitCode = 1;
      }
    } finally {
      client.close();
      await cluster.close();
    }
  }
}

function describe(title: string, result: FaultResult): string {
  const { acceptedAfterMs, acknowledgedWithinMs, unansweredWhileReady, problems } = result;
  const ms = (value: number) => `${Math.round(value)} ms`;
  return [
    `${title}: ${result.keys} keys; last accepted after`,
    `p50 ${ms(acceptedAfterMs.p50)}, p99 ${ms(acceptedAfterMs.p99)}, max ${ms(acceptedAfterMs.max)};`,
    `acknowledged within p50 ${ms(acknowledgedWithinMs.p50)}, max ${ms(acknowledgedWithinMs.max)};`,
    `${unansweredWhileReady} unanswered while ready`,
    ...problems.map((problem) => `\n  FAILED: ${problem}`),
  ].join(' ');
}

function optionsOf(args: readonly string[]): RevocationOptions | undefined {
  try {
    return parseRevocationOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

const options = optionsOf(process.argv.slice(2));
if (options !== undefined) {
  main(options).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}

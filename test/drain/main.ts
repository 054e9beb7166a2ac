import { rollingRestart } from './rolling-restart';

const REQUESTS = 5000;

/**
 * `npm run check:drain`: like the test, but with ten times the requests and an ordinary load balancer.
 */
async function main(): Promise<void> {
  for (const workers of [1, 2]) {
    const { answered, lost } = await rollingRestart({
      requests: REQUESTS,
      clients: 32,
      workers,
      drainSeconds: 5,
      askEveryMs: 1000,
    });
    process.stdout.write(`workers: ${workers}; ${answered} answered, ${lost.length} lost\n`);
    for (const each of lost.slice(0, 20)) process.stdout.write(`  ${each}\n`);
    if (lost.length > 0 || answered < REQUESTS) process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});

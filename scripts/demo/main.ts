import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTerraform } from '../terraform';
import { keepDemo, runDemo } from './demo';
import { createSteps, StepFailure } from './steps';

const ROOT = join(__dirname, '../..');

async function main(): Promise<void> {
  const server = join(ROOT, 'api/dist/main.js');
  const provider = join(ROOT, 'provider/dist/terraform-provider-keyplane');
  await Promise.all([access(server), access(provider)]);

  const terraform = await ensureTerraform();
  const folder = await mkdtemp(join(tmpdir(), 'keyplane-demo-'));
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new StepFailure('Interrupted.')));
  process.once('SIGTERM', () => interrupted.abort(new StepFailure('Terminated.')));

  const steps = createSteps(console.log);
  console.log(`\nKeyplane, with ${terraform.kind} ${terraform.version}\n`);
  const { signal } = interrupted;
  const options = { steps, folder, server, provider, terraform, signal, print: console.log };
  try {
    if (process.argv.includes('--keep')) {
      await keepDemo(options);
    } else {
      await runDemo(options);
      steps.printSummary();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  const failure = error instanceof Error ? error : new Error(String(error));
  console.error(`\n  ✗ ${failure.message}`);
  if (error instanceof StepFailure && error.output !== '') console.error(`\n${error.output}`);
  process.exitCode = 1;
});

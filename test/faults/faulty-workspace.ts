import path from 'node:path';
import { createTerraformWorkspace, type TerraformRun } from '../support/terraform';
import type { ApiProcess } from './api-process';
import { SOURCE } from './configuration';
import { NO_MISFORTUNE, type Kill } from './fault';
import { createFaultyProxy } from './faulty-proxy';
import type { Ledger } from './ledger';
import { createMisfortunes, type MisfortuneCounts } from './misfortunes';
import { providerProcesses } from './observed-provider';
import type { Attempt } from './run-plan';
import { mendState } from './terraform-state';

export interface FaultyWorkspaceOptions {
  readonly api: ApiProcess;
  readonly provider: {
    /** The executable that `writeObservedProvider` wrote for this bundle. */
    readonly executable: string;
    readonly bundle: string;
    readonly version: string;
  };
  /** Receives every request and answer, whether or not it arrives. */
  readonly ledger: Pick<Ledger, 'asked' | 'answered'>;
  /** Names the stack explicitly. */
  readonly stack: string | undefined;
  /** If it aborts, everything that runs ends and rejects with its reason. */
  readonly signal: AbortSignal;
  readonly note: (line: string) => void;
}

/**
 * Terraform in a folder of its own, the provider that it starts, and the proxy in front of the API.
 */
export interface FaultyWorkspace {
  readonly folder: string;
  /** One entry for each run of terraform with a misfortune. */
  readonly counts: readonly MisfortuneCounts[];
  /** How often a kill damaged the state file. Terraform causes that, because it writes the file in place. */
  readonly tornStates: number;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Runs terraform without faults. Rejects if terraform does not end by itself. */
  run(...args: string[]): Promise<TerraformRun>;
  /**
   * Runs terraform with faults. Resolves once the API is up again, whatever the result of terraform
   * is. Late requests may still come.
   */
  suffer(command: 'apply' | 'destroy', attempt: Attempt, stateFile: string): Promise<void>;
  /** Resolves once no request is in progress. */
  settled(): Promise<void>;
  /** Rejects if a provider outlives its terraform. Removes the folder unless it is to be kept. */
  close(options: { keepFolder: boolean }): Promise<void>;
}

const LONGEST_RUN_MS = 180_000;

export async function createFaultyWorkspace(
  options: FaultyWorkspaceOptions,
): Promise<FaultyWorkspace> {
  const { api, provider, ledger, signal, note } = options;
  const counts: MisfortuneCounts[] = [];
  let tornStates = 0;
  let killTerraform = () => {};
  let misfortunes = createMisfortunes({ misfortune: NO_MISFORTUNE, kill() {}, note() {} });

  const proxy = await createFaultyProxy({
    targetPort: api.port,
    decide(request, body) {
      ledger.asked(request);
      const fate = misfortunes.decide(request);
      return {
        ...fate,
        onAnswered(answer) {
          ledger.answered({ request, body, answer: answer.toString('latin1') });
          fate.onAnswered(answer);
        },
      };
    },
  });
  const workspace = await createTerraformWorkspace({
    files: {},
    provider: { executable: provider.executable, version: provider.version, source: SOURCE },
    env: {
      KEYPLANE_ENDPOINT: proxy.url,
      KEYPLANE_CLIENT_ID: api.owner.clientId,
      KEYPLANE_CLIENT_SECRET: api.owner.secret,
      ...(options.stack !== undefined && { KEYPLANE_STACK: options.stack }),
    },
  });
  const { folder } = workspace;
  const providers = providerProcesses(path.join(folder, '../provider-processes'), provider.bundle);
  Object.assign(workspace.env, providers.environment);

  function kill({ victim, downMs }: Kill): void {
    if (victim === 'terraform') killTerraform();
    if (victim === 'provider') providers.kill();
    if (victim === 'api') api.kill(downMs);
  }

  async function run(...args: string[]): Promise<TerraformRun> {
    signal.throwIfAborted();
    const { child, finished } = workspace.start(...args);
    let isOverdue = false;
    killTerraform = () => void child.kill('SIGKILL');
    const timer = setTimeout(() => {
      isOverdue = true;
      child.kill('SIGKILL');
    }, LONGEST_RUN_MS);
    signal.addEventListener('abort', killTerraform, { once: true });
    try {
      const result = await finished;
      signal.throwIfAborted();
      if (isOverdue) throw new Error(`terraform ${args.join(' ')} did not end:\n${result.stdout}`);
      return result;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', killTerraform);
      killTerraform = () => {};
    }
  }

  return {
    folder,
    counts,
    get tornStates() {
      return tornStates;
    },
    write: workspace.write,
    run,
    async suffer(command, { parallelism, misfortune }, stateFile) {
      misfortunes = createMisfortunes({ misfortune, kill, note });
      counts.push(misfortunes.counts);
      note(`terraform ${command}, ${parallelism} at a time`);
      try {
        const { exitCode } = await run(command, '-auto-approve', `-parallelism=${parallelism}`);
        note(`terraform ended with ${exitCode ?? 'SIGKILL'}`);
      } finally {
        misfortunes.end();
        await api.up();
      }
      if (await mendState(path.join(folder, stateFile))) tornStates += 1;
    },
    settled: proxy.settled,
    async close({ keepFolder }) {
      misfortunes.end();
      killTerraform();
      if (signal.aborted) providers.kill();
      try {
        await providers.gone();
      } finally {
        await proxy.close();
        if (!keepFolder) await workspace.cleanup();
      }
    },
  };
}

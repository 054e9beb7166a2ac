import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { buildApi } from '../../api/build-api';
import { startApiProcess } from './api-process';
import { runCampaign, type CampaignOptions } from './fault-campaign';
import type { Configuration } from './configuration';
import { NO_MISFORTUNE, type Misfortune } from './fault';
import { runUnderFaults, type FaultRunOutcome } from './fault-run';
import { createKeyplaneReader } from './keyplane-reader';
import { createKeyring } from './keyring';
import { writeObservedProvider } from './observed-provider';
import type { RunPlan, Stage } from './run-plan';
import { testedProvider } from '../support/tested-provider';

const REPOSITORY = path.resolve(__dirname, '../..');

/**
 * The runs have one state, equal bodies, a lost state, and aliases. Each victim is killed at a request that
 * every run makes.
 */
const SEED = 7;
const RUNS = [6, 69, 315, 344];

const rotatedTo = (trigger: number): Configuration => ({
  tag: 'lost-rotation',
  hasAlias: false,
  roles: [],
  serviceKeys: [],
  accounts: [{ label: 'account', description: '', roles: [] }],
  keys: [
    {
      family: 'service_account_key',
      label: 'key',
      owner: 'account',
      title: 'key',
      copies: 1,
      delivery: 'plain',
      pair: 0,
      expiresInDays: 30,
      rotation: { trigger, overlap: '1h', every: null },
    },
  ],
});

const alone = (configuration: Configuration, misfortune: Misfortune): Stage => ({
  turns: [{ state: 0, configuration, attempts: [{ parallelism: 1, misfortune }] }],
  areAtOnce: false,
  loss: undefined,
});

const LOST_ROTATION: RunPlan = {
  kind: 'one_state',
  stages: [
    alone(rotatedTo(1), NO_MISFORTUNE),
    alone(rotatedTo(2), {
      faults: [{ among: 'writes', n: 1, fault: { kind: 'swallow' } }],
      kills: [
        {
          among: 'writes',
          n: 2,
          kill: { victim: 'terraform', moment: 'answered', afterMs: 0, downMs: 0 },
        },
      ],
    }),
  ],
  destroy: [],
};

describe('applies while connections break and processes are killed', () => {
  let folder: string;
  let api: string;
  let provider: string;

  beforeAll(async () => {
    // The folder is below node_modules, so that the packages that are not bundled are found.
    folder = await mkdtemp(path.join(REPOSITORY, 'node_modules', '.keyplane-faults-'));
    api = buildApi(folder);
    provider = await testedProvider(path.join(folder, 'provider'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const campaign = (options: Partial<CampaignOptions>) =>
    runCampaign({
      seed: SEED,
      numbers: RUNS,
      jobs: 2,
      database: 'sqlite',
      verbose: false,
      keep: false,
      api,
      provider,
      providerVersion: '0.0.1',
      signal: new AbortController().signal,
      onOutcome() {},
      note() {},
      ...options,
    });

  it('converge, and leave in Keyplane exactly what the state holds', async () => {
    const outcomes = new Map<number, FaultRunOutcome>();
    await campaign({ onOutcome: (number, outcome) => outcomes.set(number, outcome) });

    expect([...outcomes.keys()].sort((a, b) => a - b)).toEqual(RUNS);
    const problems = [...outcomes].flatMap(([number, outcome]) =>
      outcome.problems.map((problem) => `run ${number}: ${problem}`),
    );
    expect(problems).toEqual([]);
    const counts = [...outcomes.values()].flatMap((outcome) => outcome.counts);
    const victims = new Set(counts.flatMap(({ kills }) => Object.keys(kills)));
    const faults = new Set(counts.flatMap(({ faults: kinds }) => Object.keys(kinds)));
    expect([...victims].sort()).toEqual(['api', 'provider', 'terraform']);
    expect(faults.size).toBeGreaterThanOrEqual(4);
  }, 240_000);

  it('repeat a lost rotation, and end the secret that nobody has', async () => {
    const server = await startApiProcess({ executable: api });
    const executable = await writeObservedProvider(path.join(folder, 'observed'), provider);
    try {
      const outcome = await runUnderFaults({
        plan: LOST_ROTATION,
        api: server,
        provider: { executable, bundle: provider, version: '0.0.1' },
        keyring: createKeyring(),
        signal: new AbortController().signal,
        keepFailed: false,
        note() {},
      });
      expect(outcome.problems).toEqual([]);
      const [, { faults, kills, rotations } = {}] = outcome.counts;
      // The first rotation is requested twice. Terraform is killed at the repeat, so the first
      // secret is lost permanently.
      expect({ faults, kills, rotations }).toEqual({
        faults: { swallow: 1 },
        kills: { terraform: 1 },
        rotations: 2,
      });
    } finally {
      await server.stop();
    }
  });

  it('find a server again after it was killed, on the same port and with the same database', async () => {
    const server = await startApiProcess({ executable: api });
    try {
      const reader = createKeyplaneReader(server.url, server.owner);
      const secret = { kind: 'secret', secret: server.owner.secret } as const;
      expect(await reader.accepts(secret)).toBe(true);
      server.kill(0);
      await expect(reader.accepts(secret)).rejects.toThrow();
      await server.up();
      expect(await reader.accepts(secret)).toBe(true);
    } finally {
      await server.stop();
    }
  });

  it('end on Ctrl-C, and leave no process and no folder', async () => {
    const temporary = await mkdtemp(path.join(tmpdir(), 'keyplane-faults-test-'));
    const script = ['--import', 'tsx', path.join(__dirname, 'main.ts')];
    const options = ['--runs', '1', '--verbose', '--api', api, '--provider', provider];
    const child = spawn(process.execPath, [...script, ...options], {
      cwd: REPOSITORY,
      env: { ...process.env, TMPDIR: temporary, TSX_DISABLE_CACHE: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      for await (const line of createInterface(child.stdout)) {
        // At this point terraform, the provider and the server are all running.
        if (line.includes(' POST ')) child.kill('SIGINT');
      }
      if (child.exitCode === null) await once(child, 'exit');
      expect(child.exitCode).toBe(130);
      // The bundles of the server and of the provider are in this folder.
      const { stdout: processes } = await promisify(execFile)('ps', ['-eo', 'args']);
      expect(processes.split('\n').filter((line) => line.includes(folder))).toEqual([]);
      expect(await readdir(temporary)).toEqual([]);
    } finally {
      child.kill('SIGKILL');
      await rm(temporary, { recursive: true, force: true });
    }
  });
});

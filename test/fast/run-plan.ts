import { shardSource, shardsOf, type Shares } from './shards';

/** What `jest.config.js` and the sequencer read: the files of each Jest project, with the seconds that they take. */
export interface RunPlan {
  readonly files: Record<'all' | 'cdktn', readonly string[]>;
  readonly seconds: Readonly<Record<string, number>>;
  /** How many workers wait on average. So many run in addition to one for each core. */
  readonly waiting: number;
}

/** Test file → seconds that it takes, measured by `weigh.ts`. */
export type TestSeconds = Readonly<Record<string, number>>;

export interface ShardGroup {
  readonly tests: readonly string[];
  readonly shares: Shares;
}

interface PlannedRun {
  readonly root: string;
  /** The folder into which the shards are written. */
  readonly folder: string;
  /** Groups of tests that load the same modules. No shard has tests of two groups. */
  readonly sharded: readonly ShardGroup[];
  /** Tests that run as Jest files of their own. */
  readonly alone: readonly string[];
  readonly seconds: TestSeconds;
  readonly waiting: number;
}

/** Most files are not in the list of measured ones, since they take less than a second. */
const OTHERWISE_SECONDS = 0.5;

export function planRun(run: PlannedRun): { plan: RunPlan; shards: ReadonlyMap<string, string> } {
  const { root, folder, sharded } = run;
  const secondsOf = (file: string) => run.seconds[file] ?? OTHERWISE_SECONDS;
  const dealt = {
    all: sharded.flatMap(({ tests, shares }) => shardsOf(tests, shares, secondsOf)),
    // The tests of the constructs once more, with cdktn instead of cdktf.
    cdktn: shardsOf(sharded.flatMap(({ tests }) => tests).filter(isConstructs), [1], secondsOf),
  };
  const shards = new Map<string, string>();
  const seconds: Record<string, number> = {};
  const shardFiles = (name: 'all' | 'cdktn') =>
    dealt[name].map((files, at) => {
      const shard = `${folder}/${name}-${at + 1}.test.js`;
      shards.set(shard, shardSource(root, files));
      seconds[shard] = files.reduce((sum, file) => sum + secondsOf(file), 0);
      return shard;
    });
  const alone = (files: readonly string[]) => files.map((file) => `${root}/${file}`);
  const files = {
    all: [...shardFiles('all'), ...alone(run.alone)],
    cdktn: [...shardFiles('cdktn'), ...alone(run.alone.filter(isConstructs))],
  };
  for (const file of run.alone) seconds[`${root}/${file}`] = secondsOf(file);
  return { plan: { files, seconds, waiting: run.waiting }, shards };
}

/** Tests of the constructs run twice. */
export const isConstructs = (file: string): boolean => file.startsWith('test/constructs/');

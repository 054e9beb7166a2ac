/**
 * The share of the work that each shard gets. The small shards at the end keep every worker busy
 * until the end.
 */
export type Shares = readonly number[];

/**
 * Deals the heaviest files first, each to the shard that has the least work relative to its share.
 */
export function shardsOf(
  files: readonly string[],
  shares: Shares,
  secondsOf: (file: string) => number,
): string[][] {
  const shards = shares.map((share) => ({ share, seconds: 0, files: [] as string[] }));
  const heaviestFirst = [...files].sort((a, b) => secondsOf(b) - secondsOf(a) || order(a, b));
  for (const file of heaviestFirst) {
    const seconds = secondsOf(file);
    const filled = ({ share, seconds: until }: (typeof shards)[number]) =>
      (until + seconds) / share;
    const shard = shards.reduce((least, next) => (filled(next) < filled(least) ? next : least));
    shard.files.push(file);
    shard.seconds += seconds;
  }
  return shards.map((shard) => shard.files.sort()).filter((dealt) => dealt.length > 0);
}

const order = (a: string, b: string): number => (a < b ? -1 : 1);

/**
 * One file that runs all these tests, so that they load each module once. The outer `describe` names
 * the test's own file if it fails. A file that does not load fails alone.
 */
export function shardSource(root: string, files: readonly string[]): string {
  return files
    .map(
      (file) => `describe(${JSON.stringify(file)}, () => {
  try {
    require(${JSON.stringify(`${root}/${file}`)});
  } catch (error) {
    test('loads', () => {
      throw error;
    });
  }
  afterAll(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });
});
`,
    )
    .join('');
}

import { ApiNotKeyplane, ApiProblem, ApiUnreachable } from '../../../provider/client';
import type { CallRequest } from '../../../provider/client/call';
import { createDryRuns, type DryRunQuestion } from '../../../provider/client/dry-runs';

const options = { signal: new AbortController().signal };

const question = (name: string): DryRunQuestion => ({
  method: 'POST',
  path: '/v1/roles',
  body: { name },
  unknown: [],
});

interface SentRequest {
  readonly body: { readonly name: string };
}

/** A Keyplane that refuses every name that begins with "bad". */
function createWorld(failure?: Error) {
  const seen: CallRequest[] = [];
  const call = async (request: CallRequest): Promise<unknown> => {
    seen.push(request);
    await new Promise((resolve) => setImmediate(resolve));
    if (failure !== undefined) throw failure;
    const { requests } = request.body as { requests: readonly SentRequest[] };
    const problem = { code: 'invalid_request', detail: 'Bad.', status: 422, title: 'Bad' };
    return {
      results: requests.map(({ body: { name } }) =>
        name.startsWith('bad')
          ? { problem, slots_left: null }
          : { problem: null, slots_left: name.length },
      ),
    };
  };
  // Waits until all questions of the same turn have been asked.
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
  const dryRuns = createDryRuns({ call, pause });
  const sizes = () =>
    seen.map(({ body }) => (body as { requests: readonly unknown[] }).requests.length);
  return { seen, sizes, judge: (name: string) => dryRuns.judge(question(name), options) };
}

describe('the dry runs of a plan', () => {
  it('send simultaneous questions in one call, and give each its own answer', async () => {
    const world = createWorld();
    const verdicts = await Promise.all(['a', 'bad', 'abc'].map(world.judge));
    expect(verdicts.map(({ problem }) => problem?.code)).toEqual([
      undefined,
      'invalid_request',
      undefined,
    ]);
    expect(verdicts.map(({ slotsLeft }) => slotsLeft)).toEqual([1, undefined, 3]);
    expect(world.sizes()).toEqual([3]);
    expect(world.seen[0]).toMatchObject({ method: 'POST', path: '/v1/dry-runs' });
    expect(world.seen[0]?.idempotencyKey).toBeUndefined();
  });

  it('take at most 100 calls for 1000 creations if ten are planned at a time', async () => {
    const world = createWorld();
    const names = Array.from({ length: 1000 }, (_, at) => `n${at}`);
    const worker = async () => {
      for (let name = names.shift(); name !== undefined; name = names.shift()) {
        await world.judge(name);
      }
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    expect(world.sizes().reduce((sum, size) => sum + size, 0)).toBe(1000);
    expect(world.seen.length).toBeLessThanOrEqual(100);
  });

  it('keep each call below the size that Keyplane reads', async () => {
    const world = createWorld();
    await Promise.all(Array.from({ length: 9 }, (_, at) => world.judge(String(at).repeat(60_000))));
    expect(world.sizes()).toEqual([3, 3, 3]);
  });

  it('do not accept a malformed answer as a verdict', async () => {
    const call = () => Promise.resolve({ results: [] });
    const { judge } = createDryRuns({ call, pause: () => Promise.resolve() });
    await expect(judge(question('a'), options)).rejects.toThrow(ApiNotKeyplane);
  });

  it.each([
    new ApiUnreachable('Nobody answers.'),
    new ApiProblem({
      title: 'Not found',
      status: 404,
      code: 'not_found',
      detail: 'Nothing.',
      errors: [],
      requestId: undefined,
      retryable: undefined,
    }),
  ])('ask nothing more after a failure: %s', async (failure) => {
    const world = createWorld(failure);
    await expect(world.judge('a')).rejects.toBe(failure);
    await expect(world.judge('b')).rejects.toBe(failure);
    expect(world.seen).toHaveLength(1);
  });
});

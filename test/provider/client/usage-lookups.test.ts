import type { CallRequest } from '../../../provider/client/call';
import { createUsageLookups, type Usage } from '../../../provider/client/usage-lookups';

const usageOf = (id: string): Usage => ({
  id,
  last_used_at: null,
  uses: 0,
  keys_used: 0,
  callers: [],
  other_callers: 0,
  superseded: false,
});

const FAMILY = '/v1/roles';
const options = { signal: new AbortController().signal };

/** A Keyplane with this many roles. These credentials cannot see those with odd numbers. */
function createWorld(size: number) {
  const seen: CallRequest[] = [];
  const ids = Array.from({ length: size }, (_, n) => `role_${n}`);
  let failure: Error | undefined;
  const call = async (request: CallRequest): Promise<unknown> => {
    seen.push(request);
    await new Promise((resolve) => setImmediate(resolve));
    if (failure !== undefined) throw failure;
    if (request.method === 'GET') {
      const from = Number(request.query?.['page_token'] ?? 0);
      const items = ids.slice(from, from + 1000).map((id) => ({ id }));
      return { items, next_page_token: from + 1000 < size ? String(from + 1000) : null };
    }
    const { ids: asked } = request.body as { ids: string[] };
    const visible = asked.filter((id) => Number(id.split('_')[1]) % 2 === 0);
    return { items: visible.map(usageOf) };
  };
  const lookups = createUsageLookups({ call, onPageFailure: () => {} });
  return {
    seen,
    fail: (error: Error | undefined) => void (failure = error),
    find: (id: string, within = '7d') => lookups.find({ family: FAMILY, id, within }, options),
    /** As Terraform asks: ten at a time. */
    async findAll(wanted: readonly string[]) {
      const waiting = [...wanted];
      const found: (Usage | undefined)[] = [];
      const worker = async () => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          found.push(await lookups.find({ family: FAMILY, id, within: '7d' }, options));
        }
      };
      await Promise.all(Array.from({ length: 10 }, worker));
      return found;
    },
    ids,
  };
}

describe('the lookup of usage', () => {
  it('sends simultaneous questions in one call', async () => {
    const world = createWorld(8);
    const found = await Promise.all(world.ids.map((id) => world.find(id)));
    expect(found.map((usage) => usage?.id)).toEqual([
      'role_0',
      undefined,
      'role_2',
      undefined,
      'role_4',
      undefined,
      'role_6',
      undefined,
    ]);
    expect(world.seen.map(({ body }) => body)).toEqual([{ ids: world.ids, within: '7d' }]);
  });

  it('sends a separate call for each period', async () => {
    const world = createWorld(1);
    await Promise.all([world.find('role_0', '7d'), world.find('role_0', '30d')]);
    expect(world.seen.map(({ body }) => body)).toEqual([
      { ids: ['role_0'], within: '7d' },
      { ids: ['role_0'], within: '30d' },
    ]);
  });

  it('looks a thousand objects up in a few calls, although they are asked for ten at a time', async () => {
    const world = createWorld(1000);
    const found = await world.findAll(world.ids);
    expect(found).toHaveLength(1000);
    expect(found.filter((usage) => usage !== undefined)).toHaveLength(500);
    expect(world.seen.length).toBeLessThanOrEqual(5);
  });

  it('fails for all questions of a failed call, and tries again for later questions', async () => {
    const world = createWorld(4);
    world.fail(new Error('no'));
    const both = await Promise.allSettled([world.find('role_0'), world.find('role_2')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    world.fail(undefined);
    expect(await world.find('role_2')).toEqual(usageOf('role_2'));
  });
});

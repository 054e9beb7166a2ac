import { createBatchedRead } from '../../../api/database/batched-read';

it('reads what is asked for in one turn together', async () => {
  const batches: (readonly string[])[] = [];
  const read = createBatchedRead(async (keys) => {
    batches.push(keys);
    return new Map(keys.map((key) => [key, key.toUpperCase()]));
  });
  expect(await Promise.all([read('a'), read('b'), read('a')])).toEqual(['A', 'B', 'A']);
  expect(batches).toEqual([['a', 'b']]);
});

it('answers while any number of earlier reads are stuck', async () => {
  const stuck: string[] = [];
  const read = createBatchedRead(async (keys) => {
    const key = keys.join();
    if (key !== 'last') {
      stuck.push(key);
      await new Promise(() => undefined);
    }
    return new Map([[key, 'found']]);
  });
  for (let turn = 1; turn <= 3; turn += 1) {
    void read(`stuck ${turn}`);
    await new Promise(setImmediate);
  }
  expect(stuck).toHaveLength(3);
  expect(await read('last')).toBe('found');
});

import { atMost } from '../../../api/lib/at-most';

const turns = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

test('runs this many pieces of work at once, and the others follow in order', async () => {
  const limited = atMost(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3].map((number) =>
    limited(() => {
      begun.push(number);
      return new Promise<number>((resolve) => (ends[number] = () => resolve(number)));
    }),
  );
  await turns();
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  await turns();
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.();
  ends[2]?.();
  await turns();
  ends[3]?.();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
});

test('starts the next piece of work after one that fails', async () => {
  const limited = atMost(1);
  const failed = limited(() => Promise.reject(new Error('no')));
  const next = limited(() => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

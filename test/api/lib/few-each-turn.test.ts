import { setImmediate as nextTurn } from 'node:timers/promises';
import { fewEachTurn } from '../../../api/lib/few-each-turn';

const inOneGroup = () => 'the group';

test('begins a few pieces of work at once, and the others in later turns, in their order', async () => {
  const begin = fewEachTurn(2);
  const begun: number[] = [];
  for (let number = 1; number <= 5; number += 1) begin(() => begun.push(number), inOneGroup);
  expect(begun).toEqual([1, 2]);
  await nextTurn();
  expect(begun).toEqual([1, 2, 3, 4]);
  begin(() => begun.push(6), inOneGroup);
  expect(begun).toEqual([1, 2, 3, 4]);
  await nextTurn();
  expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
});

test('work that comes alone begins at once', async () => {
  const begin = fewEachTurn(1);
  const begun: string[] = [];
  begin(() => begun.push('first'), inOneGroup);
  await nextTurn();
  await nextTurn();
  begin(() => begun.push('second'), inOneGroup);
  expect(begun).toEqual(['first', 'second']);
});

test('groups take turns', async () => {
  const begin = fewEachTurn(2);
  const begun: string[] = [];
  for (const work of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1']) {
    begin(
      () => begun.push(work),
      () => work.charAt(0),
    );
  }
  await nextTurn();
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1']);
  await nextTurn();
  await nextTurn();
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'a4', 'a5', 'a6']);
});

test('work that need not wait is not asked for its group', () => {
  const begin = fewEachTurn(1);
  begin(
    () => undefined,
    () => {
      throw new Error('asked');
    },
  );
});

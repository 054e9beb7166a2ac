import { setImmediate as nextTurn } from 'node:timers/promises';
import { fewEachTurn } from '../../../api/lib/few-each-turn';

test('begins a few pieces of work at once, and the others in later turns, in their order', async () => {
  const begin = fewEachTurn(2);
  const begun: number[] = [];
  for (let number = 1; number <= 5; number += 1) begin(() => begun.push(number));
  expect(begun).toEqual([1, 2]);
  await nextTurn();
  expect(begun).toEqual([1, 2, 3, 4]);
  begin(() => begun.push(6));
  expect(begun).toEqual([1, 2, 3, 4]);
  await nextTurn();
  expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
});

test('work that comes alone begins at once', async () => {
  const begin = fewEachTurn(1);
  const begun: string[] = [];
  begin(() => begun.push('first'));
  await nextTurn();
  await nextTurn();
  begin(() => begun.push('second'));
  expect(begun).toEqual(['first', 'second']);
});

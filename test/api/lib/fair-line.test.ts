import fc from 'fast-check';
import { createFairLine } from '../../../api/lib/fair-line';

/** Adds `a1`, `a2`, … of group `a`, and so on. */
function lineOf(...items: readonly string[]) {
  const line = createFairLine<string>();
  for (const item of items) line.add(item.charAt(0), item);
  return line;
}

function drained(line: ReturnType<typeof lineOf>): string[] {
  const items: string[] = [];
  for (let item = line.next(); item !== undefined; item = line.next()) items.push(item);
  return items;
}

test('groups take turns, and the items of a group keep their order', () => {
  const line = lineOf('a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1');
  expect(line.size).toBe(7);
  expect(drained(line)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  expect(line.size).toBe(0);
});

test('a group that comes later waits for one turn of every other group', () => {
  const line = lineOf('a1', 'a2', 'a3', 'b1', 'b2', 'b3');
  expect([line.next(), line.next(), line.next()]).toEqual(['a1', 'b1', 'a2']);
  line.add('c', 'c1');
  expect(drained(line)).toEqual(['b2', 'a3', 'c1', 'b3']);
});

test('an item that waits no longer is removed', () => {
  const line = lineOf('a1', 'a2', 'b1');
  line.remove('a', 'a1');
  line.remove('a', 'a1');
  line.remove('c', 'c1');
  line.remove('b', 'b1');
  expect([line.size, drained(line)]).toEqual([1, ['a2']]);
});

test('a group displaces the newest item of the largest group until it has as many', () => {
  const line = lineOf('a1', 'a2', 'a3', 'a4', 'b1', 'b2');
  expect(line.displace('a')).toBeUndefined();
  expect(line.displace('b')).toBe('a4');
  line.add('b', 'b3');
  expect([line.mayDisplace('b'), line.displace('b')]).toEqual([false, undefined]);
  expect([line.mayDisplace('c'), line.displace('c')]).toEqual([true, expect.anything()]);
  line.add('c', 'c1');
  expect(line.size).toBe(6);
});

test('keeps count of the groups whatever happens', () => {
  const group = fc.constantFrom('a', 'b', 'c');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), group }),
    fc.record({ kind: fc.constant('remove' as const), group }),
    fc.record({ kind: fc.constant('displace' as const), group }),
    fc.record({ kind: fc.constant('next' as const), group }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const line = createFairLine<string>();
      const model = new Map<string, string[]>();
      const of = (name: string) => model.get(name) ?? [];
      const forget = (item: string) =>
        model.set(
          item.charAt(0),
          of(item.charAt(0)).filter((each) => each !== item),
        );
      steps.forEach(({ kind, group: name }, at) => {
        const sizes = [...model.values()].map(({ length }) => length);
        if (kind === 'add') {
          line.add(name, `${name}${at}`);
          model.set(name, [...of(name), `${name}${at}`]);
        } else if (kind === 'remove') {
          const [oldest = 'none'] = of(name);
          line.remove(name, oldest);
          forget(oldest);
        } else if (kind === 'next') {
          const item = line.next();
          expect(item === undefined).toBe(sizes.every((size) => size === 0));
          if (item !== undefined) expect(item).toBe(of(item.charAt(0))[0]);
          if (item !== undefined) forget(item);
        } else {
          const most = Math.max(0, ...sizes);
          const item = line.displace(name);
          expect(item !== undefined).toBe(of(name).length + 1 < most);
          if (item === undefined) return;
          expect([of(item.charAt(0)).length, of(item.charAt(0)).at(-1)]).toEqual([most, item]);
          forget(item);
        }
        expect(line.size).toBe([...model.values()].flat().length);
      });
    }),
  );
});

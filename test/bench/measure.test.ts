import { compare, figureOf, interleave, median, meetsBar, type Row } from './measure';

const row = (rest: Partial<Row>): Row => ({
  what: 'a thing',
  unit: 's',
  value: 3,
  baseline: { name: 'another', value: 2 },
  bar: null,
  ...rest,
});

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 3, 2], 2.5],
])('the median of %j is %d', (values, expected) => expect(median(values)).toBe(expected));

test('a bar is compared with the ratio, or with the figure if there is no baseline', () => {
  expect(figureOf(row({}))).toBe(1.5);
  expect(figureOf(row({ baseline: null }))).toBe(3);
  expect(meetsBar(row({ bar: { atMost: 1.5 } }))).toBe(true);
  expect(meetsBar(row({ bar: { atMost: 1.4 } }))).toBe(false);
  expect(meetsBar(row({ bar: { atLeast: 1.5 } }))).toBe(true);
  expect(meetsBar(row({ bar: { atLeast: 1.6 } }))).toBe(false);
  expect(meetsBar(row({ baseline: null, bar: { atMost: 2 } }))).toBe(false);
  expect(meetsBar(row({}))).toBeNull();
});

test('contestants take turns, and the first round does not count', async () => {
  const order: string[] = [];
  const contestant = (name: string) => async () => {
    order.push(name);
    return order.length;
  };
  const measured = await interleave(2, [contestant('a'), contestant('b')]);
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  expect(measured).toEqual([
    [3, 5],
    [4, 6],
  ]);
});

test('a comparison holds the medians of both', async () => {
  const figures = { ours: [100, 4, 9, 5], theirs: [100, 1, 2, 3] };
  const compared = await compare(
    { what: 'a thing', unit: 's', bar: { atMost: 2 } },
    3,
    { name: 'ours', measure: async () => figures.ours.shift() ?? NaN },
    { name: 'theirs', measure: async () => figures.theirs.shift() ?? NaN },
  );
  expect(compared).toEqual({
    what: 'a thing',
    unit: 's',
    bar: { atMost: 2 },
    value: 5,
    baseline: { name: 'theirs', value: 2 },
  });
});

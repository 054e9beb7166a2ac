import { parseRevocationOptions } from './revocation-options';

test('by default it tries every fault on every database', () => {
  expect(parseRevocationOptions([])).toEqual({
    databases: ['sqlite', 'postgres', 'pgbouncer-transaction', 'pgbouncer-session'],
    replicas: 3,
    workers: 1,
    keys: 1000,
    faults: [],
    verbose: false,
  });
});

test('accepts one database and several faults', () => {
  const options = parseRevocationOptions(
    '--database postgres --fault none --fault held-rows'.split(' '),
  );
  expect(options).toMatchObject({ databases: ['postgres'], faults: ['none', 'held-rows'] });
});

test.each([
  ['--database', 'mysql', 'not mysql.'],
  ['--fault', 'flood', 'not flood.'],
  ['--replicas', '1', '--replicas is a whole number from 2, not 1.'],
  ['--workers', '0', '--workers is a whole number from 1, not 0.'],
  ['--keys', '-5', /whole number|ambiguous/],
])('refuses %s %s with an explanation', (name, value, message) => {
  expect(() => parseRevocationOptions([name, value])).toThrow(message);
});

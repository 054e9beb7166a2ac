import { summaryOf } from '../../../api/database/query-summary';

test.each([
  ['select * from `keys` where `id` = ?', 'SELECT keys'],
  [
    'select "k".* from "keys" as "k" inner join "key_secrets" as "s" on 1 = 1',
    'SELECT keys key_secrets',
  ],
  [
    'insert into "audit_events" ("id") values (?), (?) on conflict do nothing',
    'INSERT audit_events',
  ],
  [
    'INSERT INTO runs (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET at = excluded.at',
    'INSERT runs',
  ],
  ['update "teams" set "name" = ? where "id" = ?', 'UPDATE teams'],
  ['delete from outbox where id in (select id from outbox)', 'DELETE outbox'],
  ['select * from "teams" for update skip locked', 'SELECT teams'],
  ['SELECT * FROM (select id from keys) AS answer', 'SELECT keys'],
  ['SELECT given.id FROM json_each(?) AS given', 'SELECT'],
  [
    'WITH gone AS (DELETE FROM changes RETURNING id) SELECT count(*) FROM gone',
    'DELETE changes gone',
  ],
  ['WITH x AS (SELECT 1) SELECT * FROM x', 'SELECT x'],
  ['BEGIN IMMEDIATE;', 'BEGIN'],
  ['BEGIN; SELECT set_config($1, $2, true)', 'BEGIN'],
  ['COMMIT;', 'COMMIT'],
  ['', 'OTHER'],
])('%s', (sql, summary) => {
  expect(summaryOf(sql).text).toBe(summary);
});

test('names the table only if it is the only one', () => {
  expect(summaryOf('select * from keys')).toMatchObject({ operation: 'SELECT', table: 'keys' });
  expect(summaryOf('select * from keys, (select 1 from teams) t').table).toBeUndefined();
});

test('contains no text of the statement, and no name that could be a secret', () => {
  expect(summaryOf(`select 'from hush' from keys where a = 'it''s from hush'`).text).toBe(
    'SELECT keys',
  );
  expect(summaryOf('select * from kp_live_A1b2C3d4').text).toBe('SELECT');
});

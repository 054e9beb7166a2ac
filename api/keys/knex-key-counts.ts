import type { Database } from '../database/database';
import type { CountKeys } from './key-gauges';

/** One statement over all keys. It waits for no unit of work. */
const COUNT = `SELECT
  count(*) AS counted,
  count(CASE WHEN revoked_at IS NOT NULL THEN 1 END) AS revoked,
  count(CASE WHEN revoked_at IS NULL AND expires_at <= ? THEN 1 END) AS expired,
  count(CASE WHEN revoked_at IS NULL AND disabled_at IS NOT NULL
    AND (expires_at IS NULL OR expires_at > ?) THEN 1 END) AS disabled,
  count(CASE WHEN revoked_at IS NULL AND disabled_at IS NULL
    AND expires_at > ? AND expires_at <= ? THEN 1 END) AS expiring
  FROM keys`;

/** PostgreSQL answers counts as texts. */
type CountRow = Readonly<
  Record<'counted' | 'revoked' | 'expired' | 'disabled' | 'expiring', number | string>
>;

export function createKnexKeyCounts(database: Pick<Database, 'reader'>): CountKeys {
  return async (now, expiringUntil) => {
    const at = now.getTime();
    const [row] = await database.reader.all<CountRow>(COUNT, [at, at, at, expiringUntil.getTime()]);
    if (row === undefined) throw new Error('A count of keys returned nothing.');
    const [revoked, expired, disabled] = [row.revoked, row.expired, row.disabled].map(Number) as [
      number,
      number,
      number,
    ];
    const active = Number(row.counted) - revoked - expired - disabled;
    return { states: { active, disabled, expired, revoked }, expiring: Number(row.expiring) };
  };
}

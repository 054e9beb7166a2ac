import { startBareHttp } from './bare-baseline';
import { barOnRecommended, p99AgainstBare, rowAgainstBare } from './bare-rows';
import { loadRounds, rowAgainst } from './load-rounds';
import type { Bar, Suite } from './measure';
import { startSeededServer, type DatabaseKind } from './seeded-server';
import { hotGatewayChecks, hotTitle, hotVerification } from './verify-target';
import { withRunning } from './with-running';
import { startFastestLoad } from './wrk';

const KEYS = 100_000;
/** A gateway asks before each request, as a service does, so both must be fast. */
const AS_FAST_AS_VERIFY: Bar = { atLeast: 0.95 };

const NEARLY_BARE: Bar = { atLeast: 0.75 };
const LATE_AT_MOST: Bar = { atMost: 2 };

/**
 * Verifies 2,000 hot keys out of 100,000, and compares that with the least that Node can do: a bare
 * server that reads the same body and gives the same answer.
 */
export const verifySqlite = verifySuite('verify', 'sqlite');
export const verifyPostgres = verifySuite('verify-postgres', 'postgres');

function verifySuite(name: string, kind: DatabaseKind): Suite {
  return {
    name,
    run: (options) =>
      withRunning(async (keep) => {
        const keys = Math.round(KEYS / options.shrink);
        const server = await keep(startSeededServer(kind, keys));
        const load = await keep(startFastestLoad());
        const verification = hotVerification(server.port, keys);
        const bareServer = await keep(startBareHttp(verification));
        const [bare, ours, check] = await loadRounds(load, options, [
          bareServer.target,
          verification,
          hotGatewayChecks(server.port, keys),
        ]);
        const database = kind === 'sqlite' ? 'SQLite' : 'PostgreSQL';
        const what = `verify, ${hotTitle(keys)}, ${database}`;
        const measured = { ours, bare, generator: load.generator };
        const gateway = `/v1/forward-auth, ${hotTitle(keys)}, ${database}`;
        return [
          rowAgainstBare(what, barOnRecommended(NEARLY_BARE), measured),
          p99AgainstBare(what, barOnRecommended(LATE_AT_MOST), measured),
          rowAgainst(gateway, AS_FAST_AS_VERIFY, check, 'verify', ours),
        ];
      }),
  };
}

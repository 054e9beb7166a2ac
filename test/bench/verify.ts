import { startExpressHello } from './express-baseline';
import { startLoadProcess } from './load-process';
import { loadRounds, rowAgainst } from './load-rounds';
import type { Bar, Suite } from './measure';
import { startSeededServer, type DatabaseKind } from './seeded-server';
import { hotGatewayChecks, hotTitle, hotVerification } from './verify-target';
import { withRunning } from './with-running';

const KEYS = 100_000;
/** A gateway asks before each request, as a service does, so both must be fast. */
const AS_FAST_AS_VERIFY: Bar = { atLeast: 0.95 };

/** Verification of 2,000 hot keys of 100,000, next to the least that Express can do. */
export const verifySqlite = verifySuite('verify', 'sqlite', { atLeast: 3 });
export const verifyPostgres = verifySuite('verify-postgres', 'postgres', { atLeast: 2.5 });

function verifySuite(name: string, kind: DatabaseKind, bar: Bar): Suite {
  return {
    name,
    run: (options) =>
      withRunning(async (keep) => {
        const keys = Math.round(KEYS / options.shrink);
        const hello = await keep(startExpressHello());
        const server = await keep(startSeededServer(kind, keys));
        const load = await keep(startLoadProcess());
        const [base, ours, check] = await loadRounds(load, options, [
          hello.target,
          hotVerification(server.port, keys),
          hotGatewayChecks(server.port, keys),
        ]);
        const database = kind === 'sqlite' ? 'SQLite' : 'PostgreSQL';
        const what = `verify, ${hotTitle(keys)}, ${database}`;
        const gateway = `/v1/forward-auth, ${hotTitle(keys)}, ${database}`;
        return [
          rowAgainst(what, bar, ours, hello.name, base),
          rowAgainst(gateway, AS_FAST_AS_VERIFY, check, 'verify', ours),
        ];
      }),
  };
}

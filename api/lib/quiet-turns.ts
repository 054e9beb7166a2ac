import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * One turn of the event loop accepts a connection and reads what has arrived. The next turn reads the
 * requests on the accepted connections, or passes the connections on.
 */
const QUIET_TURNS = 3;

/**
 * The system resets connections that nobody has accepted when their port is closed. So a server first waits
 * until no connection has come for a few turns of the event loop, but not forever.
 * @param accepted how many connections have come by now
 */
export async function quietTurns(accepted: () => number, withinMillis: number): Promise<void> {
  const deadline = performance.now() + withinMillis;
  for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
    const before = accepted();
    await nextTurn();
    if (accepted() !== before && performance.now() < deadline) quiet = -1;
  }
}

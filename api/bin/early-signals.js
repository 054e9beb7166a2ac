/**
 * A signal that arrives while `keyplane serve` is being loaded must not end the process. Loading is
 * synchronous, and Node reports signals only when its event loop turns. The server listens for them before
 * that happens, so a listener that does nothing is enough here.
 */
function keepEarlySignals() {
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => undefined);
}

module.exports = { keepEarlySignals };

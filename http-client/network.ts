import { type Environment, type Route, routeTo } from './route';
import { type Trust, trustOf } from './trust';

/** How an endpoint is reached, and which authorities may sign its certificate. */
export interface Network extends Route {
  /** Read at the first connection, once. */
  readonly trust: () => Trust;
}

/**
 * The network that the environment describes. If `routeTo` refuses a variable, requests go
 * directly; the configuration is refused before that.
 */
export function networkOf(endpoint: string, environment: Environment): Network {
  const route = routeTo(endpoint, environment);
  let trust: Trust | undefined;
  return {
    ...('problem' in route ? {} : route),
    trust: () => (trust ??= trustOf(environment)),
  };
}

import { type Environment, type Route, routeTo } from './route';
import { type Trust, trustOf } from './trust';

/** How an endpoint is reached, and by whose signature it is known. */
export interface Network extends Route {
  /** Read at the first connection, once. */
  readonly trust: () => Trust;
}

/** As the environment says. What `routeTo` refuses is called directly: a configuration is refused before. */
export function networkOf(endpoint: string, environment: Environment): Network {
  const route = routeTo(endpoint, environment);
  let trust: Trust | undefined;
  return {
    ...('problem' in route ? {} : route),
    trust: () => (trust ??= trustOf(environment)),
  };
}

export { type Connections, connectionsTo } from './connections';
export { type Network, networkOf } from './network';
export { ProxyFailure } from './proxy-failure';
export { type Environment, type Proxy, type Route, type RouteProblem, routeTo } from './route';

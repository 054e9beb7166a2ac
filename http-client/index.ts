export { describeConnectionFailure, proxyCredentials } from './connection-failure';
export { isClearText, type ParsedEndpoint, parseEndpoint } from './endpoint';
export { AnswerRefused, createHttpSender, type HttpAnswer, type HttpRequest } from './http-sender';
export { type Network, networkOf } from './network';
export { type Environment, type Proxy, type RouteProblem, routeTo } from './route';
export { type Machine, type Product, userAgentOf } from './user-agent';

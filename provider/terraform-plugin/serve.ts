// Apart from the index, so that a provider's process says where it listens before it loads the framework.
export { serve, type ServeOptions } from './plugin/serve';

// This module is separate from the index, so that a provider's process reports where it listens
// before it loads the framework.
export { serve, type ServeOptions } from './plugin/serve';

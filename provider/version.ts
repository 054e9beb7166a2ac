import { version } from './package.json';

/** Bundled in, so that the executable knows it alone. */
export const PROVIDER_VERSION = version;

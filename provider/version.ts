import { version } from './package.json';

/** Part of the bundle, so that the executable knows it without another file. */
export const PROVIDER_VERSION = version;

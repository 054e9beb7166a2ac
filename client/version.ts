import { version } from './package.json';

/** Part of the bundle, so that the client knows it without another file. */
export const CLIENT_VERSION: string = version;

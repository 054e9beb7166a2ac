/** Beside the executable: what a build has compiled of it. The launcher knows this name, too. */
export const COMPILED_FILE = 'provider.compiled';

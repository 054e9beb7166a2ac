import path from 'node:path';

/**
 * What a build has compiled of an executable. It is next to the executable's folder, and the
 * executable names its digest: Terraform's lock file covers the folder, and so these bytes. The
 * launcher knows this name, too.
 */
export function compiledFileOf(executable: string): string {
  return `${path.dirname(executable)}.compiled`;
}

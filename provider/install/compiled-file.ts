import path from 'node:path';

/**
 * The compiled code of an executable, in a file next to the executable's folder. The executable
 * contains the digest of this file. Terraform's lock file covers the folder, and therefore these
 * bytes as well. The launcher knows this name too.
 */
export function compiledFileOf(executable: string): string {
  return `${path.dirname(executable)}.compiled`;
}

import path from 'node:path';

/**
 * What a build has compiled of an executable. Beside its folder and not in it: Terraform's lock file
 * names all that is in the folder, and V8 compiles the same program to other bytes each time. The
 * launcher knows this name, too.
 */
export function compiledFileOf(executable: string): string {
  return `${path.dirname(executable)}.compiled`;
}

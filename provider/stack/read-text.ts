import { readFileSync } from 'node:fs';

/**
 * The text of the file. Undefined if it cannot be read, because finding the name of a stack must
 * never make a run fail.
 */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

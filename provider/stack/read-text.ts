import { readFileSync } from 'node:fs';

/** The file's text, or undefined if it cannot be read: a stack's name never fails a run. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

import { ReleaseFault } from './release-fault';

/** File name → SHA-256 in hexadecimal. */
export type Sums = ReadonlyMap<string, string>;

/** Sorted by name, so that the same files always give the same text. */
export const formatSums = (sums: Sums): string =>
  [...sums]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, sum]) => `${sum}  ${name}\n`)
    .join('');

/** @throws ReleaseFault if a line does not have the format of `sha256sum`, or its name contains a folder */
export function parseSums(file: string, text: string): Sums {
  const sums = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [, sum, name] = /^([0-9a-f]{64}) [ *]([^/\\\0]+)$/.exec(line) ?? [];
    if (sum === undefined || name === undefined || sums.has(name)) {
      throw new ReleaseFault(
        `Line ${index + 1} of ${file} must be a SHA-256 and a file name, and no file may be named ` +
          'twice. Copy the file from the release again.',
      );
    }
    sums.set(name, sum);
  }
  return sums;
}

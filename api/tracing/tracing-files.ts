import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The SDK of OpenTelemetry ignores a file that it cannot read. It would then trust the public authorities, or
 * send no certificate, and every batch of traces would fail.
 * @returns what is wrong with the file, if anything is
 */
export function unusableFile(file: string, kind: 'certificate' | 'key'): string | undefined {
  const shown = path.resolve(file);
  const what = kind === 'key' ? 'a PEM private key without a passphrase' : 'PEM certificates';
  let content: Buffer;
  try {
    content = readFileSync(shown);
  } catch {
    return `${shown} cannot be read. Give a file of ${what} that the user who runs Keyplane may read.`;
  }
  try {
    if (kind === 'key') createPrivateKey(content);
    else new X509Certificate(content);
    return undefined;
  } catch {
    return `${shown} does not contain ${what}. Give a file that does.`;
  }
}

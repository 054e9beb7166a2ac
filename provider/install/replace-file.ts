import { randomUUID } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';

/**
 * Copies a file to a place where another program may be using the old one. That program keeps the old
 * file, and installations at the same time do not disturb each other.
 */
export async function replaceFile(from: string, to: string, mode: number): Promise<void> {
  // Terraform hashes everything in the folder of a provider, so the copy arrives in the folder above.
  const arriving = path.join(path.dirname(path.dirname(to)), `.arriving-${randomUUID()}`);
  try {
    await fs.copyFile(from, arriving);
    await fs.chmod(arriving, mode);
    await fs.rename(arriving, to);
  } finally {
    await fs.rm(arriving, { force: true });
  }
}

import { randomBytes } from 'node:crypto';
import type { ObjectValue } from '../../../provider/terraform-plugin';

export type MemoryAnswers = () => ObjectValue;

const CREATED_AT = '2026-11-25T12:00:00.000Z';
const EXPIRES_AT = '2027-02-23T12:00:00.000Z';

let secretVersion = 0;

/**
 * Values as long as those that Keyplane answers, because the size of a state of 1,000 keys is
 * measured.
 */
export const memoryAnswers = {
  account: () => ({ id: `sa_${lettersOf(26)}`, ...creation() }),
  key: () => {
    secretVersion += 1;
    const clientId = lettersOf(26);
    return {
      id: `sak_${clientId}`,
      client_id: `sak_${clientId}`,
      ...creation(),
      expires_at: EXPIRES_AT,
      state: 'active',
      secret: `kp_sak_${lettersOf(49)}`,
      masked_secret: 'kp_sak_abcd…wxyz',
      secret_version: secretVersion,
      secret_created_at: CREATED_AT,
      secret_delivery: 'plain',
    };
  },
} satisfies Record<string, MemoryAnswers>;

function creation() {
  return { created_at: CREATED_AT, created_by: `mem_${lettersOf(26)}` };
}

function lettersOf(length: number): string {
  return randomBytes(length).toString('hex').slice(0, length);
}

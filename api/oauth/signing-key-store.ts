import type { Discardable } from '../sealing/discard-lost';
import type { Resealable } from '../sealing/resealable';
import type { SigningKey } from './signing-key';

export interface SigningKeyStore extends Resealable, Discardable {
  /** By generation, oldest first. */
  all(): Promise<readonly SigningKey[]>;
  /** Does nothing where the generation exists: another replica was first. */
  insert(key: SigningKey): Promise<void>;
  delete(ids: readonly string[]): Promise<void>;
}

/** Where a private key is sealed for: in another row it does not open. */
export function signingKeyPlace(id: string): string {
  return `signing_keys/${id}`;
}

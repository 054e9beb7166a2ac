import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { SignInLink } from './sign-in-link';

export interface SignInLinkStore {
  /** Replaces the link of the same address. */
  put(link: SignInLink, tokenHash: string): Promise<void>;
  find(tokenHash: string): Promise<SignInLink | undefined>;
  findOf(email: string): Promise<SignInLink | undefined>;
  /** Deletes it. If several ask at once, one of them gets it. */
  take(tokenHash: string): Promise<SignInLink | undefined>;
  purge(before: Date): Promise<void>;
}

interface LinkRow {
  email: string;
  token_hash: string;
  return_to: string | null;
  expires_at: number;
}

export function createKnexSignInLinkStore(database: Database): SignInLinkStore {
  const links = () => database.knex<LinkRow>('sign_in_links');
  return {
    async put({ email, returnTo, expiresAt }, tokenHash) {
      const change = {
        token_hash: tokenHash,
        return_to: returnTo,
        expires_at: toMillis(expiresAt),
      };
      await links()
        .insert({ email, ...change })
        .onConflict('email')
        .merge(change);
    },

    async find(tokenHash) {
      const [row] = await links().where({ token_hash: tokenHash });
      return row && toLink(row);
    },

    async findOf(email) {
      const [row] = await links().where({ email });
      return row && toLink(row);
    },

    async take(tokenHash) {
      const [row] = await database.dialect.lockRows(links().where({ token_hash: tokenHash }));
      if (row === undefined) return undefined;
      await links().where({ token_hash: tokenHash }).delete();
      return toLink(row);
    },

    async purge(before) {
      await links().where('expires_at', '<', toMillis(before)).delete();
    },
  };
}

function toLink(row: LinkRow): SignInLink {
  return { email: row.email, returnTo: row.return_to, expiresAt: toDate(row.expires_at) };
}

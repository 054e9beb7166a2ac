export const ID_PREFIX = {
  team: 'team',
  member: 'mem',
  role: 'role',
  serviceAccount: 'sa',
  applicationKey: 'ak',
  serviceAccountKey: 'sak',
  federatedIdentity: 'fid',
  serviceKey: 'svk',
  token: 'tok',
  group: 'grp',
  notification: 'ntf',
  mail: 'mail',
  wallet: 'wal',
  walletEntry: 'wen',
  auditEvent: 'evt',
  operator: 'op',
} as const;

export type IdKind = keyof typeof ID_PREFIX;

/** Identifiers that sort by creation: `<prefix>_<ULID in lower case>`; lists page by them. */
export interface Ids {
  next(kind: IdKind): string;
}

const ID = new RegExp(`^(${Object.values(ID_PREFIX).join('|')})_[0-9a-z]{1,60}$`);

export function isId(text: string): boolean {
  return ID.test(text);
}

import { labelOf } from './declaration';

/** What IDs refer to. */
interface Referred {
  readonly one: string;
  readonly many: string;
  readonly resource: string;
}

export const REFERRED = {
  member: { one: 'member', many: 'members', resource: 'keyplane_member' },
  role: { one: 'role', many: 'roles', resource: 'keyplane_role' },
  serviceAccount: {
    one: 'service account',
    many: 'service accounts',
    resource: 'keyplane_service_account',
  },
  serviceKey: { one: 'service key', many: 'service keys', resource: 'keyplane_service_key' },
} as const satisfies Readonly<Record<string, Referred>>;

/**
 * A comment above IDs, which are right as they are pasted.
 * @param names of the objects, `undefined` for one that is not known
 * @returns `null` if a name is not known
 */
export function referenceComment(
  { one, many, resource }: Referred,
  names: readonly (string | undefined)[],
): string | null {
  const known = names.filter((name) => name !== undefined).map(inOneLine);
  const [first] = known;
  if (first === undefined || known.length < names.length) return null;
  if (known.length > 1) return `The ${many} ${known.map((name) => `"${name}"`).join(', ')}.`;
  const reference = `${resource}.${labelOf(first, 'this')}.id`;
  return `The ${one} "${first}". If your configuration declares it, write ${reference} instead.`;
}

/** A line break would end the comment. */
const inOneLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();

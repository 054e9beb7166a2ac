import type { Schemas } from '../../api/client';

export type ServiceUser = Schemas['ServiceAccount'];

/** Names need not be unique. Those that several service users have are followed by the ID. */
export function labelsOf(users: readonly ServiceUser[]): ReadonlyMap<string, string> {
  const count = new Map<string, number>();
  for (const { name } of users) count.set(name, (count.get(name) ?? 0) + 1);
  return new Map(
    users.map(({ id, name }) => [id, (count.get(name) ?? 0) > 1 ? `${name} (${id})` : name]),
  );
}

/** The service user whose label or ID was typed. */
export function userOf(users: readonly ServiceUser[], typed: string): ServiceUser | undefined {
  const labels = labelsOf(users);
  const text = typed.trim();
  return users.find(({ id }) => id === text || labels.get(id) === text);
}

/** Why no service user can be found; `null` if one is. */
export function userFault(users: readonly ServiceUser[] | undefined, typed: string): string | null {
  const text = typed.trim();
  if (text === '') return 'Enter or choose a service user.';
  if (users === undefined) return 'The service users are not loaded yet. Try again in a moment.';
  if (userOf(users, text) !== undefined) return null;
  return users.some(({ name }) => name === text)
    ? `Several service users are called “${text}”. Choose one of them in the list, which shows their IDs.`
    : `There is no service user “${text}”. Choose one, or create it under Credentials.`;
}

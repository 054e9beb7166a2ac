/** The fields of answers that show a secret. An encrypted secret counts, because its recipient can read it. */
const SECRET_FIELDS = new Set(['secret', 'secret_jwe', 'token']);

const isSecret = (name: string, value: unknown) =>
  SECRET_FIELDS.has(name) && typeof value === 'string';

/** Whether the answer shows a secret, however deeply it is nested. */
export function showsSecret(answer: unknown): boolean {
  let found = false;
  JSON.stringify(answer, (name, value: unknown) => {
    if (isSecret(name, value)) found = true;
    return value;
  });
  return found;
}

/** A copy of the answer that has `null` instead of each secret. */
export function withoutSecrets<T>(answer: T): T {
  if (answer === undefined) return answer;
  const hide = (name: string, value: unknown) => (isSecret(name, value) ? null : value);
  return JSON.parse(JSON.stringify(answer, hide)) as T;
}

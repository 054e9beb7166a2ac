/** Matches the beginning of a secret too, in case its end was cut off. */
const PREFIX = /^kp[ast]_/;
const KEY_SECRET = /(kp[ast]_)([0-9A-Za-z]{4})([0-9A-Za-z]*)/g;
/** `<prefix>_` and 49 characters. With fewer, the masked form would show too much. */
const REST_LENGTH = 45;
const JWT = /ey[AJ][0-9A-Za-z_-]{8,}(?:\.[0-9A-Za-z_-]+)+/g;
const HELD = /kp[ast]_[0-9A-Za-z]{20,}|ey[AJ][0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]+/;

/** Whether a text that should not be secret, such as a name, contains a secret or a token. */
export function holdsSecret(text: string): boolean {
  return HELD.test(text);
}

/** Whether an ID is a secret, or the beginning of one: no ID begins as secrets do. */
export function isSecretForId(id: string): boolean {
  return PREFIX.test(id) || holdsSecret(id);
}

/** Masks every secret in a text that may quote the configuration. */
export function withoutSecrets(text: string): string {
  return text
    .replace(KEY_SECRET, (_, prefix: string, first: string, rest: string) =>
      rest.length < REST_LENGTH ? `${prefix}…` : `${prefix}${first}…${rest.slice(-4)}`,
    )
    .replace(JWT, 'ey…');
}

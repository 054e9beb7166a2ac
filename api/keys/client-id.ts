import { randomBytes } from 'node:crypto';

const CLIENT_ID_PATTERN = /^kpi_[0-9a-f]{32}$/;

/** Unique and not secret: the user name of HTTP Basic. */
export function drawClientId(): string {
  return `kpi_${randomBytes(16).toString('hex')}`;
}

/** Refuses texts that cannot be a client ID, without asking the database. */
export function isClientId(text: unknown): text is string {
  return typeof text === 'string' && CLIENT_ID_PATTERN.test(text);
}

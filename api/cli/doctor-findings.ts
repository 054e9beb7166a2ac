import { shownTime } from '../domain/shown-time';
import { countOf } from '../lib/count-of';

/** What `keyplane doctor` found out about one thing. `remedy` says what to do unless all is well. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'fault';
  readonly about: string;
  readonly text: string;
  readonly remedy?: string;
}

const DAY_MILLIS = 86_400_000;
const MIB = 1_048_576;
const CLOCKS_AGREE_MILLIS = 1000;
const WARNED_DAYS = 14;
const LITTLE_BYTES = 1024 * MIB;
const TOO_LITTLE_BYTES = 64 * MIB;

/** @param aheadMillis how far the clock of the database is ahead */
export function judgeClock(aheadMillis: number): Finding {
  const seconds = (Math.abs(aheadMillis) / 1000).toFixed(1);
  const direction = aheadMillis > 0 ? 'ahead of' : 'behind';
  if (Math.abs(aheadMillis) <= CLOCKS_AGREE_MILLIS) {
    return { level: 'ok', about: 'clock', text: `agrees with the database (${seconds} s apart)` };
  }
  return {
    level: 'fault',
    about: 'clock',
    text: `the database is ${seconds} s ${direction} this machine`,
    remedy:
      'Synchronize both clocks, for example with chrony. Replicas whose clocks disagree by more than a ' +
      'second disagree about which keys have expired.',
  };
}

export function judgeCertificate(expiresAt: Date, now: Date): Finding {
  const days = Math.floor((expiresAt.getTime() - now.getTime()) / DAY_MILLIS);
  const about = 'TLS certificate';
  const remedy =
    'Replace the files of KEYPLANE_TLS_CERT_FILE and KEYPLANE_TLS_KEY_FILE. The server reads them within ' +
    'seconds.';
  if (days < 0) {
    const text = `expired at ${shownTime(expiresAt)}`;
    return { level: 'fault', about, text, remedy };
  }
  const text = `expires in ${countOf(days, 'day')}, at ${shownTime(expiresAt)}`;
  return days < WARNED_DAYS
    ? { level: 'warning', about, text, remedy }
    : { level: 'ok', about, text };
}

export function judgeDisk(freeBytes: number, folder: string): Finding {
  const about = 'disk';
  const text = `${Math.floor(freeBytes / MIB)} MiB are free at ${folder}`;
  const remedy =
    'Make room. If the disk is full, Keyplane writes only revocations, changes and deletions.';
  if (freeBytes < TOO_LITTLE_BYTES) return { level: 'fault', about, text, remedy };
  if (freeBytes < LITTLE_BYTES) return { level: 'warning', about, text, remedy };
  return { level: 'ok', about, text };
}

/** A line for each finding, and one more for what to do about it. */
export function reportOf(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ level, about, text, remedy }) => [
      `${level.padEnd(7)}  ${about}: ${text}`,
      ...(remedy === undefined ? [] : [`         ${remedy}`]),
    ])
    .join('\n');
}

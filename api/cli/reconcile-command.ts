import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../app/config';
import { keysBackToLife, type KeysBackToLife } from '../app/keys-back-to-life';
import { systemClock } from '../domain/clock';
import { parseInstant } from '../domain/instant';
import { shownTime } from '../domain/shown-time';
import type { Key } from '../keys/key';
import {
  AuditLineError,
  lostEndings,
  type LostEnding,
  type LostEndings,
} from '../restores/lost-revocations';
import { withInstallation } from './configured-database';
import { CommandFailure, EXIT_CODE, type ExitCode } from './exit-code';
import type { Terminal } from './terminal';

export interface ReconcileOptions {
  readonly audit: string;
  readonly since?: string;
  readonly revoke?: true;
}

/**
 * `keyplane reconcile`: compares exported audit events with a restored database. It lists the keys that
 * the restore made valid again, and revokes them with `--revoke`.
 * @returns the exit code, from which a script learns whether anything is left to do
 */
export async function reconcileCommand(
  config: Config,
  terminal: Terminal,
  { audit, since: given, revoke }: ReconcileOptions,
): Promise<ExitCode> {
  const text = await readFile(audit, 'utf8').catch((cause: unknown) => {
    throw new CommandFailure(
      EXIT_CODE.usage,
      `${path.resolve(audit)} cannot be read. Give a file of audit events with --audit.`,
      { cause },
    );
  });
  return withInstallation(config, async (installation) => {
    const keys = keysBackToLife(installation);
    const since = given === undefined ? await restoredFrom(keys) : parseSince(given);
    const endings = parsed(text, since, audit);
    const valid = await found(keys, endings.revokedKeys);
    const enabled = await found(
      keys,
      endings.disabledKeys,
      ({ disabledAt }) => disabledAt === null,
    );
    if (revoke && !(await keys.revoke(valid.map(({ id }) => id)))) throw noOperator();
    const { back, unknown } = await foundObjects(keys, endings.deletedObjects);
    const mended = revoke ? valid : [];
    const left = [
      ...listed(revoke ? [] : valid, 'is not revoked: revoke it with --revoke'),
      ...listed(enabled, 'is enabled again: disable it'),
      ...listed(back, 'is back: delete it again'),
      ...listed(unknown, 'may be back: if it is, delete it again'),
    ];
    const lines = [...listed(mended, 'was revoked again'), ...left];
    terminal.print(
      lines.length === 0
        ? `No event after ${shownTime(since)} ended anything that the database still has.`
        : [`According to events after ${shownTime(since)}:`, ...lines].join('\n'),
    );
    if (left.length > 0) return EXIT_CODE.left;
    return mended.length > 0 ? EXIT_CODE.mended : EXIT_CODE.ok;
  });
}

async function found(
  keys: KeysBackToLife,
  endings: readonly LostEnding[],
  matches: (key: Key) => boolean = () => true,
): Promise<LostEnding[]> {
  const among: LostEnding[] = [];
  for (const ending of endings) {
    const key = await keys.find(ending.id);
    if (key !== undefined && matches(key)) among.push(ending);
  }
  return among;
}

async function foundObjects(keys: KeysBackToLife, deleted: readonly LostEnding[]) {
  const back: LostEnding[] = [];
  const unknown: LostEnding[] = [];
  for (const ending of deleted) {
    const exists = await keys.exists(ending);
    if (exists === undefined) unknown.push(ending);
    else if (exists) back.push(ending);
  }
  return { back, unknown };
}

function listed(endings: readonly LostEnding[], what: string): string[] {
  return endings.map(({ id, action, at }) => `  ${id} (${action}, ${shownTime(at)}) ${what}`);
}

async function restoredFrom(keys: KeysBackToLife): Promise<Date> {
  const backupAt = await keys.restoredFrom();
  if (backupAt !== null) return backupAt;
  throw new CommandFailure(
    EXIT_CODE.usage,
    'No restore with the time of its backup was announced. Give the time of the backup with --since, ' +
      'such as 2026-11-28T02:00:00Z.',
  );
}

function parseSince(text: string): Date {
  const time = parseInstant(text);
  if (time !== undefined && time <= systemClock.now()) return time;
  throw new CommandFailure(
    EXIT_CODE.usage,
    `--since must be a time in the past such as 2026-11-28T02:00:00Z. You gave "${text}".`,
  );
}

function parsed(text: string, since: Date, file: string): LostEndings {
  try {
    return lostEndings(text, since);
  } catch (cause) {
    if (!(cause instanceof AuditLineError)) throw cause;
    throw new CommandFailure(
      EXIT_CODE.dataError,
      `${path.resolve(file)}: ${cause.message} Give one event, or one answer of GET /v1/audit-events, ` +
        'on each line.',
      { cause },
    );
  }
}

function noOperator(): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.failure,
    'This database has no operator, so nothing can be revoked. Start Keyplane on it once.',
  );
}

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { foldersIn, ReleaseFault } from '../../provider-release';
import { startRecurring } from '../lib/recurring';
import type { Log } from '../operations/log';
import { folderState } from './file-state';
import { checkRelease, type OfferedRelease } from './offered-release';
import { readPublished, writePublished, type PublishedArchives } from './published-archives';

/** Version → release. */
export type OfferedReleases = ReadonlyMap<string, OfferedRelease>;

export interface ReleaseCatalog {
  /**
   * The releases that passed the checks. `null` if the folder cannot be read. `undefined` if the
   * first check takes longer than terraform waits for an answer.
   */
  offered(): Promise<OfferedReleases | null | undefined>;
  /** Stops watching the folder. A check in progress is not awaited, because it writes nothing that could be lost. */
  close(): void;
}

export interface RegistrySettings {
  /** The release folder, with one folder for each version. */
  readonly folder: string;
  /** The file in which the server records what it has published. */
  readonly publishedFile: string;
  /** The interval between two looks at the folder. Two seconds by default. */
  readonly lookEveryMillis?: number;
}

interface Known {
  readonly state: string;
  /** Absent if the release was refused. */
  readonly offered?: OfferedRelease | undefined;
}

const LOOK_MILLIS = 2000;
/** Terraform gives up after ten seconds, and then says only that nothing answered. */
const PATIENCE_MILLIS = 5000;

/**
 * Reads the release folder again and again. A new or changed version is checked after its files have stayed the
 * same for one interval, because copying takes a while. Versions that passed their checks stay available meanwhile.
 */
export function openReleaseCatalog(
  { folder, publishedFile, lookEveryMillis = LOOK_MILLIS }: RegistrySettings,
  log: Log,
): ReleaseCatalog {
  const known = new Map<string, Known>();
  const unsettled = new Map<string, string>();
  let published: PublishedArchives | undefined;
  let current: OfferedReleases | null = null;
  let lastFault: string | undefined;
  let looked = false;
  let firstLook: () => void = () => {};
  const ready = new Promise<void>((resolve) => (firstLook = resolve));

  async function look(): Promise<void> {
    try {
      published ??= await readPublished(publishedFile);
      const versions = await versionsIn(folder);
      forgetOthers(versions);
      for (const version of versions) await meet(version);
      current = offeredAmong(known);
      lastFault = undefined;
    } catch (error) {
      if (!(error instanceof ReleaseFault)) throw error;
      current = null;
      if (lastFault !== error.message)
        log.error({ reason: error.message }, 'no release is offered');
      lastFault = error.message;
    } finally {
      looked = true;
      firstLook();
    }
  }

  function forgetOthers(versions: readonly string[]): void {
    for (const [version, { offered }] of known) {
      if (versions.includes(version)) continue;
      known.delete(version);
      if (offered !== undefined) log.info({ version }, 'release withdrawn');
    }
  }

  async function meet(version: string): Promise<void> {
    const place = path.join(folder, version);
    const state = await folderState(place);
    if (known.get(version)?.state === state) return;
    if (looked && unsettled.get(version) !== state) return void unsettled.set(version, state);
    unsettled.delete(version);
    known.set(version, { state, offered: await checked(version, place) });
  }

  async function checked(version: string, place: string) {
    try {
      const before = published ?? {};
      const offered = await checkRelease(place, before);
      await remember({ ...before, ...offered.archives });
      log.info({ version, archives: Object.keys(offered.archives).length }, 'release offered');
      return offered;
    } catch (error) {
      const reason = error instanceof ReleaseFault ? error.message : undefined;
      log.error({ version, reason, ...(!reason && { err: error }) }, 'release refused');
      return undefined;
    }
  }

  async function remember(archives: PublishedArchives): Promise<void> {
    published = archives;
    await writePublished(publishedFile, archives).catch((error: unknown) =>
      log.warn(
        { err: error, file: publishedFile },
        'the list of published archives cannot be written, so it is lost when the server stops',
      ),
    );
  }

  const looking = startRecurring({
    run: look,
    everyMillis: lookEveryMillis,
    atOnce: true,
    onError: (error) => log.error({ err: error }, 'the release folder could not be checked'),
  });

  return {
    async offered() {
      if (!looked) await Promise.race([ready, delay(PATIENCE_MILLIS, undefined, { ref: false })]);
      return looked ? current : undefined;
    },
    close: () => void looking.close(),
  };
}

function offeredAmong(known: ReadonlyMap<string, Known>): OfferedReleases {
  return new Map(
    [...known].flatMap(([version, { offered }]) =>
      offered === undefined ? [] : [[version, offered] as const],
    ),
  );
}

/** @throws ReleaseFault */
async function versionsIn(folder: string): Promise<readonly string[]> {
  try {
    return (await foldersIn(folder)).filter((name) => /^\d/.test(name));
  } catch (cause) {
    throw new ReleaseFault(
      `KEYPLANE_REGISTRY_DIR: ${path.resolve(folder)} cannot be read. Give a folder that contains one folder ` +
        'for each version of the provider.',
      { cause },
    );
  }
}

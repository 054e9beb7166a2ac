import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { createReleaseSigner } from '../../scripts/release/release-signer';
import { writeRelease } from '../support/provider-release';
import { startLoadProcess } from './load-process';
import { mediansOf, rowAgainst } from './load-rounds';
import { interleave, type Suite } from './measure';
import { startSeededServer } from './seeded-server';
import { newFolder, removeFolder } from './temporary-folder';
import { untilIdle } from './until-idle';
import { hotTitle, hotVerification } from './verify-target';
import { withRunning } from './with-running';

const KEYS = 50_000;
const DOWNLOADS = 8;
/** As many bytes as a released archive has. */
const ARCHIVE_BYTES = 53 * 1024 * 1024;
const PLATFORM = { os: 'linux', arch: 'amd64' } as const;

/** Measures whether runners that download the provider slow down the services that verify keys. */
export const registry: Suite = {
  name: 'registry',
  run: (options) =>
    withRunning(async (keep) => {
      const keys = Math.round(KEYS / options.shrink);
      const releases = await newFolder();
      await keep({ stop: () => removeFolder(releases) });
      const builds = [{ ...PLATFORM, executable: randomBytes(ARCHIVE_BYTES) }];
      await writeRelease(
        releases,
        '1.0.0',
        builds,
        await createReleaseSigner(undefined, new Date()),
      );
      const environment = { KEYPLANE_REGISTRY_DIR: releases };
      const server = await keep(startSeededServer('sqlite', keys, environment));
      const load = await keep(startLoadProcess());
      const archive = await archiveUrl(server.port);
      const target = hotVerification(server.port, keys);
      const loaded = async () => {
        await untilIdle();
        return load.run(target, options.seconds);
      };
      const [alone = [], beside = []] = await interleave(options.rounds, [
        loaded,
        () => whileDownloading(archive, loaded),
      ]);
      const what = `verify while ${DOWNLOADS} clients download the provider, ${hotTitle(keys)}, SQLite`;
      return [
        rowAgainst(
          what,
          { atLeast: 0.8 },
          mediansOf(beside),
          'verify without downloads',
          mediansOf(alone),
        ),
      ];
    }),
};

async function archiveUrl(port: number): Promise<string> {
  const origin = `http://127.0.0.1:${port}`;
  const path = `/registry/v1/providers/keyplane/keyplane/1.0.0/download/${PLATFORM.os}/${PLATFORM.arch}`;
  const answer = (await (await fetch(origin + path)).json()) as { download_url: string };
  return origin + answer.download_url;
}

/** Each client begins again as soon as it has the whole archive. */
async function whileDownloading<T>(url: string, work: () => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const clients = Array.from({ length: DOWNLOADS }, async () => {
    while (!abort.signal.aborted) await download(url, abort.signal);
  });
  try {
    return await work();
  } finally {
    abort.abort();
    await Promise.all(clients);
  }
}

function download(url: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => (signal.aborted ? resolve() : reject(error));
    get(url, { signal }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${url}: ${response.statusCode}`));
      response.once('error', fail).once('end', resolve).resume();
    }).once('error', fail);
  });
}

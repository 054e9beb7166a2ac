import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../app/config';
import { describeCertificate, tlsFaultOf, type TlsPair } from '../front-door/tls-pair';
import { Concealed } from '../lib/concealed';
import { watchFiles } from '../lib/watched-files';
import type { Log } from '../operations/log';
import { CommandFailure, EXIT_CODE } from './exit-code';

type TlsFiles = NonNullable<Config['tls']>;

const WATCH_MILLIS = 1000;

/**
 * Reads both files together, because a renewal replaces them one after the other.
 * @throws CommandFailure if a server cannot use the two files as a pair
 */
export async function readTlsPair(files: TlsFiles): Promise<TlsPair> {
  const [certificate, key] = await Promise.all([
    readPem('KEYPLANE_TLS_CERT_FILE', files.certificateFile),
    readPem('KEYPLANE_TLS_KEY_FILE', files.keyFile),
  ]);
  const pair = { certificate, key: new Concealed(key) };
  const fault = tlsFaultOf(pair);
  if (fault === undefined) return pair;
  const [variable, file] =
    fault.file === 'certificate'
      ? ['KEYPLANE_TLS_CERT_FILE', files.certificateFile]
      : ['KEYPLANE_TLS_KEY_FILE', files.keyFile];
  throw new CommandFailure(EXIT_CODE.config, `${variable}: ${path.resolve(file)} ${fault.message}`);
}

/** Reads the pair again on SIGHUP and when a file has changed. A pair that cannot be used changes nothing. */
export function keepCertificateCurrent(dependencies: {
  readonly files: TlsFiles;
  readonly use: (pair: TlsPair) => void;
  readonly log: Log;
}) {
  const { files, log } = dependencies;
  const reload = createReload(dependencies);
  const onSignal = () => void reload('signal');
  process.on('SIGHUP', onSignal);
  const watching = watchFiles({
    files: [files.certificateFile, files.keyFile],
    everyMillis: WATCH_MILLIS,
    changed: () => reload('change'),
    onError: (error) => log.error({ err: error }, 'the certificate files cannot be watched'),
  });
  return {
    async close() {
      process.off('SIGHUP', onSignal);
      await watching.close();
    },
  };
}

/**
 * Reads the pair, uses it, and logs that. After a signal, the watch of the files notices the same
 * change once more, and says nothing.
 */
export function createReload(dependencies: {
  readonly files: TlsFiles;
  readonly use: (pair: TlsPair) => void;
  readonly log: Log;
}) {
  const { files, use, log } = dependencies;
  /** The certificate that was read last, or why it was not used. */
  let last: string | undefined;
  const isRepeated = (because: 'signal' | 'change', outcome: string) => {
    const repeated = because === 'change' && outcome === last;
    last = outcome;
    return repeated;
  };

  return async (because: 'signal' | 'change'): Promise<void> => {
    try {
      const pair = await readTlsPair(files);
      if (isRepeated(because, pair.certificate)) return;
      use(pair);
      logCertificate(log, pair, 'certificate replaced');
    } catch (error) {
      const reason = error instanceof CommandFailure ? error.message : undefined;
      if (isRepeated(because, reason ?? String(error))) return;
      log.error({ reason, ...(!reason && { err: error }) }, 'kept the certificate in use');
    }
  };
}

export function logCertificate(log: Log, pair: TlsPair, message: string): void {
  const shown = describeCertificate(pair);
  log.info(shown, message);
  if (Date.parse(shown.expires_at) > Date.now()) return;
  log.warn(shown, 'the certificate has expired: clients refuse it until you replace the files');
}

async function readPem(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CommandFailure(
      EXIT_CODE.config,
      `${variable}: ${path.resolve(file)} ${WHY[code ?? ''] ?? 'cannot be read'}. Name a PEM file that the ` +
        'user who runs Keyplane may read.',
      { cause },
    );
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'cannot be read, because its permissions do not allow that',
  EISDIR: 'is a folder',
};

import path from 'node:path';
import type { Config } from '../app/config';
import { describeCertificate, tlsFaultOf, type TlsPair } from '../front-door/tls-pair';
import { Concealed } from '../lib/concealed';
import type { Log } from '../operations/log';
import { readConfiguredFile } from './configured-file';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { reloadFiles, type Reloadable } from './reloaded-files';

type TlsFiles = NonNullable<Config['tls']>;

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

interface CertificateInUse {
  readonly files: TlsFiles;
  readonly use: (pair: TlsPair) => void;
  readonly log: Log;
}

/** Reads the pair again on SIGHUP and when a file has changed. A pair that cannot be used changes nothing. */
export function keepCertificateCurrent(inUse: CertificateInUse) {
  const { certificateFile, keyFile } = inUse.files;
  return reloadFiles({ ...reloadableCertificate(inUse), files: [certificateFile, keyFile] });
}

export function reloadableCertificate({ files, use, log }: CertificateInUse): Reloadable<TlsPair> {
  return {
    read: () => readTlsPair(files),
    identityOf: ({ certificate }) => certificate,
    use(pair) {
      use(pair);
      logCertificate(log, pair, 'certificate replaced');
    },
    kept: 'the certificate',
    log,
  };
}

export function logCertificate(log: Log, pair: TlsPair, message: string): void {
  const shown = describeCertificate(pair);
  log.info(shown, message);
  if (Date.parse(shown.expires_at) > Date.now()) return;
  log.warn(shown, 'the certificate has expired: clients refuse it until you replace the files');
}

function readPem(variable: string, file: string): Promise<string> {
  const advice = 'Name a PEM file that the user who runs Keyplane may read.';
  return readConfiguredFile(variable, file, advice);
}

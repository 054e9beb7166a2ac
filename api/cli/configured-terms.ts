import path from 'node:path';
import type { Log } from '../operations/log';
import { DEFAULT_TERMS, type CurrentTerms, type Terms } from '../service-keys/terms';
import { InvalidTermsError, parseTerms } from '../service-keys/terms-file';
import { readConfiguredFile } from './configured-file';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { reloadFiles } from './reloaded-files';

const VARIABLE = 'KEYPLANE_TERMS_FILE';

export interface ConfiguredTerms extends CurrentTerms {
  close(): Promise<void>;
}

/**
 * The terms of the operator's file, which is read again on SIGHUP and when it has changed. A file that
 * cannot be used changes nothing. Without a file, the terms that come with the server.
 * @throws CommandFailure if the file cannot be used at the start
 */
export async function openConfiguredTerms(file: string | null, log: Log): Promise<ConfiguredTerms> {
  if (file === null) return { current: () => DEFAULT_TERMS, close: () => Promise.resolve() };
  let current = await readTerms(file);
  log.info({ terms_version: current.version }, 'terms in use');
  const reloading = reloadFiles({
    files: [file],
    kept: 'the terms',
    log,
    read: () => readTerms(file),
    identityOf: ({ version, text }) => `${version}\n${text}`,
    use(terms) {
      const before = current;
      current = terms;
      if (before.text === current.text && before.version === current.version) return;
      log.info({ terms_version: current.version }, 'terms replaced');
      if (before.version === current.version) {
        log.warn(
          { terms_version: current.version },
          'the text of the terms changed, but their version did not: nobody has to accept the new text',
        );
      }
    },
  });
  return { current: () => current, close: () => reloading.close() };
}

async function readTerms(file: string): Promise<Terms> {
  const text = await readConfiguredFile(
    VARIABLE,
    file,
    'Name a text file that the user who runs Keyplane may read.',
  );
  try {
    return parseTerms(text);
  } catch (error) {
    if (!(error instanceof InvalidTermsError)) throw error;
    const message = `${VARIABLE}: ${path.resolve(file)} ${error.message}`;
    throw new CommandFailure(EXIT_CODE.config, message, { cause: error });
  }
}

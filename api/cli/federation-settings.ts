import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../app/config';
import type { FederationSettings } from '../federation/address-policy';
import { CommandFailure, EXIT_CODE } from './exit-code';

/** @throws CommandFailure if the certificates cannot be read */
export async function readFederationSettings({
  caFile,
  ...settings
}: Config['federation']): Promise<FederationSettings> {
  if (caFile === null) return { ...settings, certificateAuthorities: null };
  try {
    return { ...settings, certificateAuthorities: await readFile(caFile, 'utf8') };
  } catch (cause) {
    throw new CommandFailure(
      EXIT_CODE.config,
      `KEYPLANE_FEDERATION_CA_FILE: ${path.resolve(caFile)} cannot be read. Give a file of ` +
        'PEM certificates that the user who runs Keyplane may read.',
      { cause },
    );
  }
}

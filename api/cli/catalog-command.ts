import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { NotStartedError } from '../bootstrap/bootstrap';
import { describeAffected, ServicesInUse } from '../catalog/affected-keys';
import { loadCatalogSchema, servicesFromWire } from '../catalog/catalog-schemas';
import defaultCatalog from '../catalog/default-catalog.json';
import type { Service } from '../catalog/service';
import type { Config } from '../app/config';
import { Failure } from '../domain/failure';
import { refuseRepeatedMembers } from '../http/repeated-members';
import { parseBody } from '../http/validation';
import type { Installation } from '../app/installation';
import { createInstalledCatalog } from '../app/installed-catalog';
import { withInstallation } from './configured-database';
import { CommandFailure, EXIT_CODE } from './exit-code';
import type { Terminal } from './terminal';

const MOST_KEYS_SHOWN = 20;

/** `keyplane catalog load <file>`: the file replaces the catalog. */
export async function loadCatalogCommand(
  config: Config,
  terminal: Terminal,
  file: string,
  options: { readonly allowLosses: boolean },
): Promise<void> {
  const services = await servicesOf(file);
  const loaded = await withInstallation(config, (installation) =>
    createInstalledCatalog(installation, { mailed: config.mail !== null }).load(services, options),
  ).catch((cause: unknown) => {
    if (cause instanceof ServicesInUse) throw refusedLoad(cause);
    if (!(cause instanceof NotStartedError)) throw cause;
    throw new CommandFailure(EXIT_CODE.failure, cause.message, { cause });
  });
  const listed = loaded.services.map(({ id }) => id).join(', ') || 'none';
  terminal.print(`The catalog contains these services: ${listed}.`);
  const { affected } = loaded;
  if (affected.length === 0) return;
  terminal.print(
    'These service keys can call less than before. Keyplane notifies their owners and ' +
      'members:',
  );
  terminal.print(describeAffected(affected, MOST_KEYS_SHOWN));
}

function refusedLoad(cause: ServicesInUse): CommandFailure {
  const { affected } = cause;
  const message = [
    'Paid service keys would lose services that they have enabled, so nothing has been loaded:',
    describeAffected(affected, MOST_KEYS_SHOWN),
    'To load the catalog anyway, repeat the command with --allow-losses.',
  ].join('\n');
  return new CommandFailure(EXIT_CODE.dataError, message, { cause });
}

/** The default catalog, for a database that has never had one. */
export async function loadFirstCatalog(installation: Installation): Promise<void> {
  // The first catalog removes no service from any key, so no mail is needed.
  const catalog = createInstalledCatalog(installation, { mailed: false });
  await catalog.loadFirst(() => parseServices(defaultCatalog));
}

async function servicesOf(file: string): Promise<readonly Service[]> {
  const refuse = (what: string, cause: unknown) =>
    new CommandFailure(EXIT_CODE.usage, `${path.resolve(file)} ${what}`, { cause });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw refuse(`${unreadable(cause)}. Give a JSON file with the services.`, cause);
  });
  try {
    // Editors on Windows begin a file with a byte order mark.
    const json = text.replace(/^\uFEFF/, '');
    const catalog: unknown = JSON.parse(json);
    refuseRepeatedMembers(json);
    if (Array.isArray(catalog)) {
      throw refuse('contains a list. Put the list into an object: {"services": […]}.', undefined);
    }
    return parseServices(catalog);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw refuse('is not JSON.', cause);
    if (!(cause instanceof Failure)) throw cause;
    const faults = cause.errors.map(({ pointer, message }) => `  ${pointer}: ${message}`);
    throw refuse(['is not a valid catalog:', ...faults].join('\n'), cause);
  }
}

function unreadable(cause: unknown): string {
  const { code } = cause as { readonly code?: unknown };
  if (code === 'ENOENT') return 'does not exist';
  return code === 'EISDIR' ? 'is a folder' : 'cannot be read';
}

function parseServices(catalog: unknown): readonly Service[] {
  return servicesFromWire(parseBody(loadCatalogSchema, catalog));
}

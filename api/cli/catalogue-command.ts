import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { NotStartedError } from '../bootstrap/bootstrap';
import { loadCatalogueSchema, servicesFromWire } from '../catalog/catalogue-schemas';
import defaultCatalogue from '../catalog/default-catalogue.json';
import type { Service } from '../catalog/service';
import type { Config } from '../config';
import { Failure } from '../domain/failure';
import { parseBody } from '../http/validation';
import type { Installation } from '../installation';
import { createInstalledCatalogue } from '../installed-catalogue';
import { withInstallation } from './configured-database';
import { CommandFailure, EXIT_CODE } from './exit-code';
import type { Terminal } from './terminal';

/** `keyplane catalogue load <file>`: the file replaces the catalogue. */
export async function loadCatalogueCommand(
  config: Config,
  terminal: Terminal,
  file: string,
): Promise<void> {
  const services = await servicesOf(file);
  const loaded = await withInstallation(config, (installation) =>
    createInstalledCatalogue(installation).load(services),
  ).catch((cause: unknown) => {
    if (!(cause instanceof NotStartedError)) throw cause;
    throw new CommandFailure(EXIT_CODE.failure, cause.message, { cause });
  });
  const listed = loaded.services.map(({ id }) => id).join(', ') || 'none';
  terminal.print(`The catalogue has these services: ${listed}.`);
}

/** On a database that has never had a catalogue: one to begin with. */
export async function loadFirstCatalogue(installation: Installation): Promise<void> {
  await createInstalledCatalogue(installation).loadFirst(() => parseServices(defaultCatalogue));
}

async function servicesOf(file: string): Promise<readonly Service[]> {
  const refuse = (what: string, cause: unknown) =>
    new CommandFailure(EXIT_CODE.usage, `${path.resolve(file)} ${what}`, { cause });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw refuse('cannot be read. Name a JSON file with the services.', cause);
  });
  try {
    return parseServices(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw refuse('is not JSON.', cause);
    if (!(cause instanceof Failure)) throw cause;
    const faults = cause.errors.map(({ pointer, message }) => `  ${pointer}: ${message}`);
    throw refuse(['is no catalogue:', ...faults].join('\n'), cause);
  }
}

function parseServices(catalogue: unknown): readonly Service[] {
  return servicesFromWire(parseBody(loadCatalogueSchema, catalogue));
}

import { NotStartedError } from '../bootstrap/bootstrap';
import { createKnexOperatorStore } from '../bootstrap/operator-store';
import { operatorAtTheMachine } from '../bootstrap/operator';
import type { LoadedCatalog } from '../catalog/catalog-service';
import type { Service } from '../catalog/service';
import { slicesOf, type Installation } from './installation';

/** The operations on the catalog that a person runs from the command line. */
export interface InstalledCatalog {
  /** @throws NotStartedError, ServicesInUse */
  load(
    services: readonly Service[],
    options: { readonly allowLosses: boolean },
  ): Promise<LoadedCatalog>;
  /**
   * Does nothing if a catalog has been loaded before.
   * @throws NotStartedError
   */
  loadFirst(services: () => readonly Service[]): Promise<void>;
}

/** @param options.mailed whether the server sends the mails that wait in the outbox */
export function createInstalledCatalog(
  installation: Installation,
  { mailed }: { readonly mailed: boolean },
): InstalledCatalog {
  const { database } = installation;
  const { catalog } = slicesOf(installation, { mailed }).catalog;

  async function caller() {
    const operator = await createKnexOperatorStore(database).findFirst();
    if (operator === undefined) throw new NotStartedError();
    return operatorAtTheMachine(operator, 'catalog');
  }

  return {
    load: async (services, options) => catalog.load(await caller(), services, options),
    async loadFirst(services) {
      await catalog.loadFirst(await caller(), services);
    },
  };
}

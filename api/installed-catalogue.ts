import { NotStartedError } from './bootstrap/bootstrap';
import { createKnexOperatorStore } from './bootstrap/knex-operator-store';
import { operatorAtTheMachine } from './bootstrap/operator';
import type { LoadedCatalogue } from './catalog/catalogue-service';
import type { Service } from './catalog/service';
import { systemClock } from './domain/clock';
import type { Installation } from './installation';
import { createSlices } from './slices';

/** The catalogue in the hands of whoever runs the process. */
export interface InstalledCatalogue {
  /** @throws NotStartedError, ServicesInUse */
  load(
    services: readonly Service[],
    options: { readonly allowLosses: boolean },
  ): Promise<LoadedCatalogue>;
  /** Does nothing where a catalogue has ever been loaded. @throws NotStartedError */
  loadFirst(services: () => readonly Service[]): Promise<void>;
}

/** @param options.mailed whether the server sends the mails that wait in the outbox */
export function createInstalledCatalogue(
  installation: Installation,
  { mailed }: { readonly mailed: boolean },
): InstalledCatalogue {
  const { database, sealer, log } = installation;
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');
  const { catalogue } = createSlices({ database, clock: systemClock, sealer, onError, mailed });

  async function caller() {
    const operator = await createKnexOperatorStore(database).findFirst();
    if (operator === undefined) throw new NotStartedError();
    return operatorAtTheMachine(operator, 'catalogue');
  }

  return {
    load: async (services, options) => catalogue.load(await caller(), services, options),
    async loadFirst(services) {
      await catalogue.loadFirst(await caller(), services);
    },
  };
}

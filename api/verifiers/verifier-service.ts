import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import { notFound } from '../domain/failure';
import type { Caller, OperatorPrincipal } from '../domain/principal';
import type { Verifier } from './verifier';
import type { VerifierStore } from './verifier-store';

/** The operator lets services that belong to no team, such as a gateway, verify the keys of every team. */
export interface VerifierService {
  list(): Promise<readonly Verifier[]>;
  /**
   * The roles of the account must grant `keys.verify` too.
   * @throws Failure `not_found`
   */
  allow(caller: Caller<OperatorPrincipal>, serviceAccountId: string): Promise<Verifier>;
  /**
   * Takes effect with the next call.
   * @throws Failure `not_found`
   */
  withdraw(caller: Caller<OperatorPrincipal>, serviceAccountId: string): Promise<void>;
}

export function createVerifierService(dependencies: {
  store: VerifierStore;
  unitOfWork: UnitOfWork;
  audit: AuditTrail;
}): VerifierService {
  const { store, unitOfWork, audit } = dependencies;

  const set = (caller: Caller<OperatorPrincipal>, id: string, allowed: boolean) =>
    unitOfWork.run(async () => {
      const verifier = await store.set(id, allowed);
      if (verifier === undefined) throw notFound('service account');
      await audit.record(caller, {
        action: allowed ? 'verifier.allowed' : 'verifier.withdrawn',
        target: { kind: 'service_account', id, teamId: verifier.teamId },
        after: { verifies_every_team: allowed },
      });
      return verifier;
    });

  return {
    list: () => store.list(),
    allow: (caller, id) => set(caller, id, true),
    async withdraw(caller, id) {
      await set(caller, id, false);
    },
  };
}

import { NO_GRANT } from '../domain/permission';
import type { Caller, OperatorPrincipal } from '../domain/principal';

/** The person who runs Keyplane, outside of every team. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

/**
 * The caller that the trail shows if no key acted. A person who runs the process needs no key,
 * because they have access to the database itself.
 */
export const NO_KEY = 'process';
const AT_THE_MACHINE = { kind: 'none', id: NO_KEY } as const;

/** The operator at the machine, as the trail of first start and recovery names them. */
export function operatorAtTheMachine(
  { id, name }: Operator,
  occasion: 'bootstrap' | 'catalog' | 'recover' | 'reconcile' | 'rekey',
): Caller<OperatorPrincipal> {
  return {
    principal: {
      kind: 'operator',
      id,
      name,
      teamId: null,
      grant: NO_GRANT,
      credential: AT_THE_MACHINE,
    },
    requestId: occasion,
    ip: 'local',
    stack: null,
    run: null,
  };
}

import type { Operator } from './operator';

export interface OperatorStore {
  /**
   * Makes the first operator. Of replicas that start together one gets `true`, and the others wait
   * for its unit of work and get `false`.
   */
  claimFirst(operator: Operator): Promise<boolean>;
  findFirst(): Promise<Operator | undefined>;
}

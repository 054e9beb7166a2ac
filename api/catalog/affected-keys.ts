import { Failure } from '../domain/failure';
import { describeLoss, type ServiceLoss, type ServiceUse } from './service-loss';

/** A service key that could be affected by a change of the catalog. */
export interface UsingKey {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly plan: 'free' | 'paid';
  readonly memberIds: readonly string[];
  readonly uses: readonly ServiceUse[];
}

export interface AffectedKey extends Omit<UsingKey, 'uses'> {
  /** At least one. */
  readonly losses: readonly ServiceLoss[];
}

/** The service keys, as the catalog sees them. */
export interface CatalogUsers {
  /** Service keys that are not revoked and have one of these services enabled, in order of ID. */
  using(serviceIds: readonly string[]): Promise<readonly UsingKey[]>;
  /** Tells the owners of the key's team and the members of the key. Joins the unit of work. */
  tell(affected: AffectedKey): Promise<void>;
}

/** A catalog would take a service from paid keys, and the request does not allow that. */
export class ServicesInUse extends Failure {
  constructor(readonly affected: readonly AffectedKey[]) {
    super(
      'services_in_use',
      `Paid service keys would lose services that they have enabled:
${describeAffected(affected, 5)}
Nothing has been loaded. To load the catalog anyway, repeat this with allow_losses=true.`,
    );
  }
}

/** One line for each of the first keys, and how many more there are. */
export function describeAffected(affected: readonly AffectedKey[], most: number): string {
  const lines = affected.slice(0, most).map(({ id, teamId, name, plan, losses }) => {
    const lost = losses.map(describeLoss).join(', ');
    return `  ${id} ("${name}", ${plan}, of ${teamId}) loses ${lost}`;
  });
  const leftOut = affected.length - lines.length;
  return [...lines, ...(leftOut > 0 ? [`  and ${leftOut} more`] : [])].join('\n');
}

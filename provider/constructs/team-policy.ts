import { Token } from 'cdktf';
import { Construct } from 'constructs';
import {
  checked,
  checkedList,
  checkedProps,
  checkKinds,
  FLAG,
  placed,
  TEXT,
} from './checked-props';
import { TeamPolicy as TeamPolicyResource } from './generated/team-policy';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames } from './check-prop-names';

/** How the secret of a key may reach its owner. */
export type AllowedDelivery = 'plain' | 'claim' | 'encrypted' | 'public_key';

/** Properties of a `TeamPolicy`. */
export interface TeamPolicyProps extends ProviderOption {
  /**
   * Maximum lifetime of a key, such as `90d`.
   * @default - no limit
   */
  readonly maxKeyLifetime?: string;
  /**
   * Whether every key must expire.
   * @default false
   */
  readonly requireExpiry?: boolean;
  /**
   * How the secret of a key may reach its owner.
   * @default - in every way
   */
  readonly allowedSecretDeliveries?: readonly AllowedDelivery[];
}

/** Every way is listed, so that the compiler finds one that is missing. */
const IS_DELIVERY: Readonly<Record<AllowedDelivery, true>> = {
  plain: true,
  claim: true,
  encrypted: true,
  public_key: true,
};
const DELIVERIES: readonly string[] = Object.keys(IS_DELIVERY);

function isDelivery(value: unknown): boolean {
  return Token.isUnresolved(value) || (typeof value === 'string' && DELIVERIES.includes(value));
}

const NAMES: PropNames<TeamPolicyProps> = {
  maxKeyLifetime: true,
  requireExpiry: true,
  allowedSecretDeliveries: true,
  ...PROVIDER_NAMES,
};

/**
 * The team's policy for keys that are created from now on. A team has one policy, and one stack
 * manages it. Keyplane enforces it for every key of the team; `KeyPolicy` judges the keys of one
 * synthesis.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * new TeamPolicy(stack, 'policy', {
 *   maxKeyLifetime: '90d',
 *   requireExpiry: true,
 *   allowedSecretDeliveries: ['claim', 'public_key'],
 * });
 */
export class TeamPolicy extends Construct {
  /** The L1 construct, for attributes that this construct does not offer. */
  readonly resource: TeamPolicyResource;

  constructor(scope: Construct, id: string, props: TeamPolicyProps = {}) {
    super(...placed('TeamPolicy', scope, id));
    const provider = providerFor(this, checkedProps(this, props).provider);
    checkPropNames(this, TeamPolicy, props, NAMES);
    checkKinds(this, props, { maxKeyLifetime: TEXT, requireExpiry: FLAG });
    const { maxKeyLifetime, requireExpiry, allowedSecretDeliveries: allowed } = props;
    this.resource = new TeamPolicyResource(this, 'Resource', {
      maxKeyLifetime,
      requireExpiry,
      allowedSecretDeliveries: allowed && [...this.checkedDeliveries(allowed)],
      provider,
    });
  }

  /** The ID of the team, known after apply. */
  get teamId(): string {
    return this.resource.id;
  }

  private checkedDeliveries(allowed: readonly AllowedDelivery[]): readonly AllowedDelivery[] {
    const name = 'allowedSecretDeliveries';
    const what = `deliveries (${DELIVERIES.map((each) => `"${each}"`).join(', ')})`;
    return checkedList(this, name, allowed, what).map((each) =>
      checked(this, name, each, `a list of ${what}`, isDelivery),
    );
  }
}

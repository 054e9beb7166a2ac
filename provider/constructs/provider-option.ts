import type { TerraformProvider } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { refuseValue } from './checked-props';

/** Which provider configuration a construct uses. */
export interface ProviderOption {
  /**
   * Absent: that of the construct around it or of the account or service key that it belongs to, else
   * the only provider of the stack.
   */
  readonly provider?: TerraformProvider;
}

const CONTEXT = 'keyplane:provider';

/**
 * Finds the provider of a construct, and hands it on to all constructs within. Call it before the
 * construct has children.
 * @param owner what the construct belongs to, which may stand elsewhere in the tree
 */
export function providerFor(
  construct: IConstruct,
  given: TerraformProvider | undefined,
  owner?: unknown,
): TerraformProvider | undefined {
  if (given !== undefined && !isProvider(given)) {
    refuseValue(construct, 'provider', 'the construct of a provider', given);
  }
  const provider = given ?? ownerProvider(owner) ?? inherited(construct);
  if (provider !== undefined) construct.node.setContext(CONTEXT, provider);
  return provider;
}

/** For a construct without children. */
export function inherited(construct: IConstruct): TerraformProvider | undefined {
  return construct.node.tryGetContext(CONTEXT) as TerraformProvider | undefined;
}

function ownerProvider(owner: unknown): TerraformProvider | undefined {
  return Construct.isConstruct(owner) ? inherited(owner) : undefined;
}

function isProvider(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'fqn' in value;
}

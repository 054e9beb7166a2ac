import { Aspects, type TerraformProvider, TerraformResource, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checkedIfSet } from './checked-props';
import { type PropNames } from './check-prop-names';

/** Which provider configuration a construct uses. */
export interface ProviderOption {
  /**
   * The provider configuration.
   * @default - the provider of the surrounding construct, or of the account or service key that it
   * belongs to; otherwise the only provider of the stack
   */
  readonly provider?: TerraformProvider;
}

export const PROVIDER_NAMES: PropNames<ProviderOption> = { provider: true };

const CONTEXT = 'keyplane:provider';

/**
 * Finds the provider of a construct, and passes it on to all constructs inside. Call it before the
 * construct has children.
 * @param owner what the construct belongs to, which may be elsewhere in the tree
 */
export function providerFor(
  construct: IConstruct,
  given: TerraformProvider | undefined,
  owner?: unknown,
): TerraformProvider | undefined {
  const provider =
    givenProvider(construct, given) ?? ownerProvider(construct, owner) ?? inherited(construct);
  if (provider !== undefined) construct.node.setContext(CONTEXT, provider);
  if (given === undefined) followAtSynthesis(construct, provider, owner);
  return provider;
}

export function givenProvider(
  construct: IConstruct,
  given: TerraformProvider | undefined,
): TerraformProvider | undefined {
  return checkedIfSet(construct, 'provider', given, 'the construct of a provider', isProvider);
}

/** The provider of a construct that has no children. */
export function inherited(construct: IConstruct): TerraformProvider | undefined {
  return construct.node.tryGetContext(CONTEXT) as TerraformProvider | undefined;
}

/**
 * The L1 resource of the owner may be given a provider after this construct was made:
 * `account.resource.provider = other`. A provider that was set on this construct's own resource stays.
 */
function followAtSynthesis(
  construct: IConstruct,
  provider: TerraformProvider | undefined,
  owner: unknown,
): void {
  if (!Construct.isConstruct(owner) || !isInSameStack(owner, construct)) return;
  Aspects.of(construct).add({
    visit(node) {
      const later = resourceProvider(owner);
      if (node !== resourceOf(construct) || later === undefined) return;
      if (TerraformResource.isTerraformResource(node) && node.provider === provider) {
        node.provider = later;
      }
    },
  });
}

/** The current provider of the L1 resource of a construct. */
export function resourceProvider(construct: IConstruct): TerraformProvider | undefined {
  return resourceOf(construct)?.provider;
}

function resourceOf(construct: IConstruct): TerraformResource | undefined {
  const { resource } = construct as { readonly resource?: unknown };
  return Construct.isConstruct(resource) && TerraformResource.isTerraformResource(resource)
    ? resource
    : undefined;
}

function isInSameStack(one: IConstruct, other: IConstruct): boolean {
  return TerraformStack.of(one) === TerraformStack.of(other);
}

/** An owner in another stack uses a provider that this stack may not declare. */
function ownerProvider(construct: IConstruct, owner: unknown): TerraformProvider | undefined {
  if (!Construct.isConstruct(owner)) return undefined;
  return isInSameStack(owner, construct) ? inherited(owner) : undefined;
}

function isProvider(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'fqn' in value;
}

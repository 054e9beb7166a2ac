import { propertyAccess, TerraformElement, type TerraformProvider, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { checkedProps, placed } from './checked-props';
import { givenProvider, inherited, type ProviderOption, resourceProvider } from './provider-option';

/**
 * An `ephemeral` block, which the generator of cdktf 0.21 drops. Its values may only be used in
 * other ephemeral places: the configuration of a provider, a write-only attribute, another
 * ephemeral resource.
 */
export abstract class EphemeralResource extends TerraformElement {
  private readonly terraformProvider: TerraformProvider | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly type: string,
    config: ProviderOption,
  ) {
    super(...placed(new.target.name, scope, id), `ephemeral.${type}`);
    this.terraformProvider = givenProvider(this, checkedProps(this, config).provider);
  }

  /** The attributes by their names in Terraform. */
  protected abstract readonly attributes: Readonly<Record<string, unknown>>;

  override toTerraform() {
    const block = {
      ...this.attributes,
      provider: this.currentProvider()?.fqn,
      ...this.rawOverrides,
      '//': this.constructNodeMetadata,
    };
    return { ephemeral: { [this.type]: { [this.friendlyUniqueId]: block } } };
  }

  /** cdktf 0.21 silently omits from its HCL what it does not know. */
  override toHclTerraform(): never {
    throw new Error(
      `${this.node.path}: ephemeral resources cannot be synthesized as HCL. Synthesize JSON instead.`,
    );
  }

  /**
   * The claim of a key uses the provider of the key's resource, which may have been set after both
   * were created.
   */
  private currentProvider(): TerraformProvider | undefined {
    const { scope } = this.node;
    return (
      this.terraformProvider ??
      (scope === undefined ? undefined : resourceProvider(scope)) ??
      inherited(this)
    );
  }

  protected stringOf(name: string): string {
    return Token.asString(this.resultOf(name));
  }

  protected numberOf(name: string): number {
    return Token.asNumber(this.resultOf(name));
  }

  protected resultOf(name: string) {
    return propertyAccess(this.fqn, [name]);
  }
}

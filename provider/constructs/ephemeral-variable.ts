import { TerraformVariable, type TerraformVariableConfig } from 'cdktf';
import type { Construct } from 'constructs';
import { checkPropNames, type PropNames } from './check-prop-names';
import { checkedProps, placed } from './checked-props';

const NAMES: PropNames<TerraformVariableConfig> = {
  default: true,
  description: true,
  nullable: true,
  sensitive: true,
  type: true,
  validation: true,
};

/**
 * A Terraform variable that is in no plan and no state, so a secret may pass through it.
 *
 * @example
 * const secret = new EphemeralVariable(stack, 'client_secret', { type: 'string', sensitive: true });
 * new KeyplaneProvider(stack, 'keyplane', { clientSecret: secret.stringValue });
 */
export class EphemeralVariable extends TerraformVariable {
  constructor(scope: Construct, id: string, config: TerraformVariableConfig = {}) {
    super(...placed('EphemeralVariable', scope, id), checkedProps(scope, config));
    checkPropNames(this, EphemeralVariable, config, NAMES);
    this.addOverride('ephemeral', true);
  }
}

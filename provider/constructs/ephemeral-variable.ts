import { TerraformVariable, type TerraformVariableConfig } from 'cdktf';
import type { Construct } from 'constructs';
import { checkedProps, placed } from './checked-props';

/** An input that is in no plan and no state, so that a secret may pass through it. */
export class EphemeralVariable extends TerraformVariable {
  constructor(scope: Construct, id: string, config: TerraformVariableConfig = {}) {
    super(...placed('EphemeralVariable', scope, id), checkedProps(scope, config));
    this.addOverride('ephemeral', true);
  }
}

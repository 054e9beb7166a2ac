import { TerraformVariable, type TerraformVariableConfig } from 'cdktf';
import type { Construct } from 'constructs';

/** An input that is in no plan and no state, so that a secret may pass through it. */
export class EphemeralVariable extends TerraformVariable {
  constructor(scope: Construct, id: string, config: TerraformVariableConfig = {}) {
    super(scope, id, config);
    this.addOverride('ephemeral', true);
  }
}

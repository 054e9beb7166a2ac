// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataKeyplaneTeamPolicyConfig extends cdktf.TerraformMetaArguments {
}

/**
* Represents a keyplane_team_policy
*/
export class DataKeyplaneTeamPolicy extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "keyplane_team_policy";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataKeyplaneTeamPolicy resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataKeyplaneTeamPolicy to import
  * @param importFromId The id of the existing DataKeyplaneTeamPolicy that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataKeyplaneTeamPolicy to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "keyplane_team_policy", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new keyplane_team_policy Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataKeyplaneTeamPolicyConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataKeyplaneTeamPolicyConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'keyplane_team_policy',
      terraformGeneratorMetadata: {
        providerName: 'keyplane',
        providerVersion: '0.1.0',
        providerVersionConstraint: '0.1.0'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // allowed_secret_deliveries - computed: true, optional: false, required: false
  public get allowedSecretDeliveries() {
    return cdktf.Fn.tolist(this.getListAttribute('allowed_secret_deliveries'));
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // max_key_lifetime - computed: true, optional: false, required: false
  public get maxKeyLifetime() {
    return this.getStringAttribute('max_key_lifetime');
  }

  // require_expiry - computed: true, optional: false, required: false
  public get requireExpiry() {
    return this.getBooleanAttribute('require_expiry');
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
    };
    return attrs;
  }
}

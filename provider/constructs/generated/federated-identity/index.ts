// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface FederatedIdentityConfig extends cdktf.TerraformMetaArguments {
  /**
  * Whether tokens of pull requests are trusted. Anybody may open a pull request. Defaults to `false`.
  */
  readonly allowPullRequests?: boolean | cdktf.IResolvable;
  /**
  * The audience that the tokens must name in `aud`. Defaults to the URL of this Keyplane.
  */
  readonly audience?: string;
  /**
  * Further claims that the tokens must have, with their exact values. For GitHub, `repository_id` and `repository_owner_id` are required, because another owner can take over a name that was given up.
  */
  readonly claims?: { [key: string]: string };
  /**
  * Whether the federated identity accepts tokens. Defaults to `true`.
  */
  readonly enabled?: boolean | cdktf.IResolvable;
  /**
  * The issuer of the tokens, exactly as they name it in `iss`, such as `https://token.actions.githubusercontent.com`. It must be an https URL with a public address.
  */
  readonly issuer: string;
  /**
  * The name of the federated identity. Names need not be unique.
  */
  readonly name: string;
  /**
  * What a plan does if it ends or narrows something that was used recently: `warn`, or `error`, which stops the plan. If it is omitted, the provider's `protect_action` applies.
  */
  readonly protectAction?: string;
  /**
  * A period such as `30d`. If a plan destroys, replaces, disables or narrows the object, and the object was used within this period, the plan warns. `0s` switches the check off. If it is omitted, the provider's `protect_used_within` applies. If you remove the resource from the configuration, the last applied value applies.
  */
  readonly protectUsedWithin?: string;
  /**
  * Whether each token works only once. Terraform exchanges the token in several processes during one run, so with this setting each process needs a token of its own. Defaults to `false`.
  */
  readonly replayProtection?: boolean | cdktf.IResolvable;
  /**
  * The ID of the service account that the tokens act for. Changing this replaces the federated identity.
  */
  readonly serviceAccountId: string;
  /**
  * The subject that the tokens must name in `sub`, such as `repo:acme/app:ref:refs/heads/main`. `*` matches any characters except `/` and `:`. Each part between these may contain one `*`, except the first three parts, which must contain none.
  */
  readonly subjectPattern?: string;
  /**
  * How long each operation may take, as durations such as `30s` or `5m`.
  */
  readonly timeouts?: FederatedIdentityTimeouts;
}
export interface FederatedIdentityTimeouts {
  /**
  * How long a create may take. Defaults to `5m`.
  */
  readonly create?: string;
  /**
  * How long a delete may take. Defaults to `5m`.
  */
  readonly delete?: string;
  /**
  * How long a read may take. Defaults to `5m`.
  */
  readonly read?: string;
  /**
  * How long an update may take. Defaults to `5m`.
  */
  readonly update?: string;
}

export function federatedIdentityTimeoutsToTerraform(struct?: FederatedIdentityTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    create: cdktf.stringToTerraform(struct!.create),
    delete: cdktf.stringToTerraform(struct!.delete),
    read: cdktf.stringToTerraform(struct!.read),
    update: cdktf.stringToTerraform(struct!.update),
  }
}


export function federatedIdentityTimeoutsToHclTerraform(struct?: FederatedIdentityTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    create: {
      value: cdktf.stringToHclTerraform(struct!.create),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    delete: {
      value: cdktf.stringToHclTerraform(struct!.delete),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    read: {
      value: cdktf.stringToHclTerraform(struct!.read),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    update: {
      value: cdktf.stringToHclTerraform(struct!.update),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class FederatedIdentityTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): FederatedIdentityTimeouts | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._create !== undefined) {
      hasAnyValues = true;
      internalValueResult.create = this._create;
    }
    if (this._delete !== undefined) {
      hasAnyValues = true;
      internalValueResult.delete = this._delete;
    }
    if (this._read !== undefined) {
      hasAnyValues = true;
      internalValueResult.read = this._read;
    }
    if (this._update !== undefined) {
      hasAnyValues = true;
      internalValueResult.update = this._update;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: FederatedIdentityTimeouts | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._create = undefined;
      this._delete = undefined;
      this._read = undefined;
      this._update = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._create = value.create;
      this._delete = value.delete;
      this._read = value.read;
      this._update = value.update;
    }
  }

  // create - computed: false, optional: true, required: false
  private _create?: string; 
  public get create() {
    return this.getStringAttribute('create');
  }
  public set create(value: string) {
    this._create = value;
  }
  public resetCreate() {
    this._create = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get createInput() {
    return this._create;
  }

  // delete - computed: false, optional: true, required: false
  private _delete?: string; 
  public get delete() {
    return this.getStringAttribute('delete');
  }
  public set delete(value: string) {
    this._delete = value;
  }
  public resetDelete() {
    this._delete = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deleteInput() {
    return this._delete;
  }

  // read - computed: false, optional: true, required: false
  private _read?: string; 
  public get read() {
    return this.getStringAttribute('read');
  }
  public set read(value: string) {
    this._read = value;
  }
  public resetRead() {
    this._read = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get readInput() {
    return this._read;
  }

  // update - computed: false, optional: true, required: false
  private _update?: string; 
  public get update() {
    return this.getStringAttribute('update');
  }
  public set update(value: string) {
    this._update = value;
  }
  public resetUpdate() {
    this._update = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get updateInput() {
    return this._update;
  }
}

/**
* Represents a keyplane_federated_identity
*/
export class FederatedIdentity extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "keyplane_federated_identity";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a FederatedIdentity resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the FederatedIdentity to import
  * @param importFromId The id of the existing FederatedIdentity that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the FederatedIdentity to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "keyplane_federated_identity", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new keyplane_federated_identity Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options FederatedIdentityConfig
  */
  public constructor(scope: Construct, id: string, config: FederatedIdentityConfig) {
    super(scope, id, {
      terraformResourceType: 'keyplane_federated_identity',
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
    this._allowPullRequests = config.allowPullRequests;
    this._audience = config.audience;
    this._claims = config.claims;
    this._enabled = config.enabled;
    this._issuer = config.issuer;
    this._name = config.name;
    this._protectAction = config.protectAction;
    this._protectUsedWithin = config.protectUsedWithin;
    this._replayProtection = config.replayProtection;
    this._serviceAccountId = config.serviceAccountId;
    this._subjectPattern = config.subjectPattern;
    this._timeouts.internalValue = config.timeouts;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // allow_pull_requests - computed: true, optional: true, required: false
  private _allowPullRequests?: boolean | cdktf.IResolvable; 
  public get allowPullRequests() {
    return this.getBooleanAttribute('allow_pull_requests');
  }
  public set allowPullRequests(value: boolean | cdktf.IResolvable) {
    this._allowPullRequests = value;
  }
  public resetAllowPullRequests() {
    this._allowPullRequests = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get allowPullRequestsInput() {
    return this._allowPullRequests;
  }

  // audience - computed: true, optional: true, required: false
  private _audience?: string; 
  public get audience() {
    return this.getStringAttribute('audience');
  }
  public set audience(value: string) {
    this._audience = value;
  }
  public resetAudience() {
    this._audience = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get audienceInput() {
    return this._audience;
  }

  // claims - computed: true, optional: true, required: false
  private _claims?: { [key: string]: string }; 
  public get claims() {
    return this.getStringMapAttribute('claims');
  }
  public set claims(value: { [key: string]: string }) {
    this._claims = value;
  }
  public resetClaims() {
    this._claims = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get claimsInput() {
    return this._claims;
  }

  // created_at - computed: true, optional: false, required: false
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  // created_by - computed: true, optional: false, required: false
  public get createdBy() {
    return this.getStringAttribute('created_by');
  }

  // enabled - computed: true, optional: true, required: false
  private _enabled?: boolean | cdktf.IResolvable; 
  public get enabled() {
    return this.getBooleanAttribute('enabled');
  }
  public set enabled(value: boolean | cdktf.IResolvable) {
    this._enabled = value;
  }
  public resetEnabled() {
    this._enabled = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get enabledInput() {
    return this._enabled;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // issuer - computed: false, optional: false, required: true
  private _issuer?: string; 
  public get issuer() {
    return this.getStringAttribute('issuer');
  }
  public set issuer(value: string) {
    this._issuer = value;
  }
  // Temporarily expose input value. Use with caution.
  public get issuerInput() {
    return this._issuer;
  }

  // name - computed: false, optional: false, required: true
  private _name?: string; 
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  // protect_action - computed: false, optional: true, required: false
  private _protectAction?: string; 
  public get protectAction() {
    return this.getStringAttribute('protect_action');
  }
  public set protectAction(value: string) {
    this._protectAction = value;
  }
  public resetProtectAction() {
    this._protectAction = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get protectActionInput() {
    return this._protectAction;
  }

  // protect_used_within - computed: false, optional: true, required: false
  private _protectUsedWithin?: string; 
  public get protectUsedWithin() {
    return this.getStringAttribute('protect_used_within');
  }
  public set protectUsedWithin(value: string) {
    this._protectUsedWithin = value;
  }
  public resetProtectUsedWithin() {
    this._protectUsedWithin = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get protectUsedWithinInput() {
    return this._protectUsedWithin;
  }

  // replay_protection - computed: true, optional: true, required: false
  private _replayProtection?: boolean | cdktf.IResolvable; 
  public get replayProtection() {
    return this.getBooleanAttribute('replay_protection');
  }
  public set replayProtection(value: boolean | cdktf.IResolvable) {
    this._replayProtection = value;
  }
  public resetReplayProtection() {
    this._replayProtection = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get replayProtectionInput() {
    return this._replayProtection;
  }

  // service_account_id - computed: false, optional: false, required: true
  private _serviceAccountId?: string; 
  public get serviceAccountId() {
    return this.getStringAttribute('service_account_id');
  }
  public set serviceAccountId(value: string) {
    this._serviceAccountId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get serviceAccountIdInput() {
    return this._serviceAccountId;
  }

  // subject_pattern - computed: false, optional: true, required: false
  private _subjectPattern?: string; 
  public get subjectPattern() {
    return this.getStringAttribute('subject_pattern');
  }
  public set subjectPattern(value: string) {
    this._subjectPattern = value;
  }
  public resetSubjectPattern() {
    this._subjectPattern = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get subjectPatternInput() {
    return this._subjectPattern;
  }

  // timeouts - computed: false, optional: true, required: false
  private _timeouts = new FederatedIdentityTimeoutsOutputReference(this, "timeouts");
  public get timeouts() {
    return this._timeouts;
  }
  public putTimeouts(value: FederatedIdentityTimeouts) {
    this._timeouts.internalValue = value;
  }
  public resetTimeouts() {
    this._timeouts.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeoutsInput() {
    return this._timeouts.internalValue;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      allow_pull_requests: cdktf.booleanToTerraform(this._allowPullRequests),
      audience: cdktf.stringToTerraform(this._audience),
      claims: cdktf.hashMapper(cdktf.stringToTerraform)(this._claims),
      enabled: cdktf.booleanToTerraform(this._enabled),
      issuer: cdktf.stringToTerraform(this._issuer),
      name: cdktf.stringToTerraform(this._name),
      protect_action: cdktf.stringToTerraform(this._protectAction),
      protect_used_within: cdktf.stringToTerraform(this._protectUsedWithin),
      replay_protection: cdktf.booleanToTerraform(this._replayProtection),
      service_account_id: cdktf.stringToTerraform(this._serviceAccountId),
      subject_pattern: cdktf.stringToTerraform(this._subjectPattern),
      timeouts: federatedIdentityTimeoutsToTerraform(this._timeouts.internalValue),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      allow_pull_requests: {
        value: cdktf.booleanToHclTerraform(this._allowPullRequests),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      audience: {
        value: cdktf.stringToHclTerraform(this._audience),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      claims: {
        value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(this._claims),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
      enabled: {
        value: cdktf.booleanToHclTerraform(this._enabled),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      issuer: {
        value: cdktf.stringToHclTerraform(this._issuer),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      protect_action: {
        value: cdktf.stringToHclTerraform(this._protectAction),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      protect_used_within: {
        value: cdktf.stringToHclTerraform(this._protectUsedWithin),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      replay_protection: {
        value: cdktf.booleanToHclTerraform(this._replayProtection),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      service_account_id: {
        value: cdktf.stringToHclTerraform(this._serviceAccountId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      subject_pattern: {
        value: cdktf.stringToHclTerraform(this._subjectPattern),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      timeouts: {
        value: federatedIdentityTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "FederatedIdentityTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}

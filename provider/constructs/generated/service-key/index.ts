// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface ServiceKeyConfig extends cdktf.TerraformMetaArguments {
  /**
  * The version of the risk agreement that you accept, as the data source `keyplane_terms` returns it. It is required to create a service key, and has no effect afterwards. It is not stored in the state.
  */
  readonly acceptTerms?: string;
  /**
  * What the service key is for.
  */
  readonly description?: string;
  /**
  * The IDs of the members who may create personal tokens. If it is omitted, the current members stay assigned. Members whom a change unassigns lose their tokens of the service key. You may assign an invited member, which takes effect when they accept the invitation.
  */
  readonly memberIds?: string[];
  /**
  * The name of the service key: 2 to 64 letters of any script, digits, `_` and `-`.
  */
  readonly name: string;
  /**
  * Whether Keyplane notifies members whom a change assigns or unassigns. If it is omitted, it does not. It is not stored in the state, so changing only this attribute has no effect.
  */
  readonly notify?: boolean | cdktf.IResolvable;
  /**
  * What a plan does if it ends or narrows something that was used recently: `warn`, or `error`, which stops the plan. If it is omitted, the provider's `protect_action` applies.
  */
  readonly protectAction?: string;
  /**
  * A period such as `30d`. If a plan destroys, replaces, disables or narrows the object, and the object was used within this period, the plan warns. `0s` switches the check off. If it is omitted, the provider's `protect_used_within` applies. If you remove the resource from the configuration, the last applied value applies.
  */
  readonly protectUsedWithin?: string;
  /**
  * The services that may be called. If it is omitted, the enabled services stay as they are.
  */
  readonly services?: ServiceKeyServices[] | cdktf.IResolvable;
  /**
  * How long each operation may take, as durations such as `30s` or `5m`.
  */
  readonly timeouts?: ServiceKeyTimeouts;
}
export interface ServiceKeyServices {
  /**
  * How calls of the service are paid for: `free`, or `pay_as_you_go`, which needs `model_ids` and `wallet_id`.
  */
  readonly billingPolicy: string;
  /**
  * The IDs of the models that may be called.
  */
  readonly modelIds?: string[];
  /**
  * The ID of the service in the catalog.
  */
  readonly serviceId: string;
  /**
  * The ID of the wallet that pays, which must have the currency of the models.
  */
  readonly walletId?: string;
}

export function serviceKeyServicesToTerraform(struct?: ServiceKeyServices | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    billing_policy: cdktf.stringToTerraform(struct!.billingPolicy),
    model_ids: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.modelIds),
    service_id: cdktf.stringToTerraform(struct!.serviceId),
    wallet_id: cdktf.stringToTerraform(struct!.walletId),
  }
}


export function serviceKeyServicesToHclTerraform(struct?: ServiceKeyServices | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    billing_policy: {
      value: cdktf.stringToHclTerraform(struct!.billingPolicy),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    model_ids: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.modelIds),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    service_id: {
      value: cdktf.stringToHclTerraform(struct!.serviceId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    wallet_id: {
      value: cdktf.stringToHclTerraform(struct!.walletId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ServiceKeyServicesOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): ServiceKeyServices | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._billingPolicy !== undefined) {
      hasAnyValues = true;
      internalValueResult.billingPolicy = this._billingPolicy;
    }
    if (this._modelIds !== undefined) {
      hasAnyValues = true;
      internalValueResult.modelIds = this._modelIds;
    }
    if (this._serviceId !== undefined) {
      hasAnyValues = true;
      internalValueResult.serviceId = this._serviceId;
    }
    if (this._walletId !== undefined) {
      hasAnyValues = true;
      internalValueResult.walletId = this._walletId;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ServiceKeyServices | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._billingPolicy = undefined;
      this._modelIds = undefined;
      this._serviceId = undefined;
      this._walletId = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._billingPolicy = value.billingPolicy;
      this._modelIds = value.modelIds;
      this._serviceId = value.serviceId;
      this._walletId = value.walletId;
    }
  }

  // billing_policy - computed: true, optional: false, required: true
  private _billingPolicy?: string; 
  public get billingPolicy() {
    return this.getStringAttribute('billing_policy');
  }
  public set billingPolicy(value: string) {
    this._billingPolicy = value;
  }
  // Temporarily expose input value. Use with caution.
  public get billingPolicyInput() {
    return this._billingPolicy;
  }

  // model_ids - computed: true, optional: true, required: false
  private _modelIds?: string[]; 
  public get modelIds() {
    return cdktf.Fn.tolist(this.getListAttribute('model_ids'));
  }
  public set modelIds(value: string[]) {
    this._modelIds = value;
  }
  public resetModelIds() {
    this._modelIds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get modelIdsInput() {
    return this._modelIds;
  }

  // service_id - computed: true, optional: false, required: true
  private _serviceId?: string; 
  public get serviceId() {
    return this.getStringAttribute('service_id');
  }
  public set serviceId(value: string) {
    this._serviceId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get serviceIdInput() {
    return this._serviceId;
  }

  // wallet_id - computed: true, optional: true, required: false
  private _walletId?: string; 
  public get walletId() {
    return this.getStringAttribute('wallet_id');
  }
  public set walletId(value: string) {
    this._walletId = value;
  }
  public resetWalletId() {
    this._walletId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get walletIdInput() {
    return this._walletId;
  }
}

export class ServiceKeyServicesList extends cdktf.ComplexList {
  public internalValue? : ServiceKeyServices[] | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): ServiceKeyServicesOutputReference {
    return new ServiceKeyServicesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface ServiceKeyTimeouts {
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

export function serviceKeyTimeoutsToTerraform(struct?: ServiceKeyTimeouts | cdktf.IResolvable): any {
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


export function serviceKeyTimeoutsToHclTerraform(struct?: ServiceKeyTimeouts | cdktf.IResolvable): any {
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

export class ServiceKeyTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ServiceKeyTimeouts | cdktf.IResolvable | undefined {
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

  public set internalValue(value: ServiceKeyTimeouts | cdktf.IResolvable | undefined) {
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
* Represents a keyplane_service_key
*/
export class ServiceKey extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "keyplane_service_key";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a ServiceKey resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the ServiceKey to import
  * @param importFromId The id of the existing ServiceKey that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the ServiceKey to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "keyplane_service_key", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new keyplane_service_key Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options ServiceKeyConfig
  */
  public constructor(scope: Construct, id: string, config: ServiceKeyConfig) {
    super(scope, id, {
      terraformResourceType: 'keyplane_service_key',
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
    this._acceptTerms = config.acceptTerms;
    this._description = config.description;
    this._memberIds = config.memberIds;
    this._name = config.name;
    this._notify = config.notify;
    this._protectAction = config.protectAction;
    this._protectUsedWithin = config.protectUsedWithin;
    this._services.internalValue = config.services;
    this._timeouts.internalValue = config.timeouts;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // accept_terms - computed: false, optional: true, required: false
  private _acceptTerms?: string; 
  public get acceptTerms() {
    return this.getStringAttribute('accept_terms');
  }
  public set acceptTerms(value: string) {
    this._acceptTerms = value;
  }
  public resetAcceptTerms() {
    this._acceptTerms = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get acceptTermsInput() {
    return this._acceptTerms;
  }

  // created_at - computed: true, optional: false, required: false
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  // created_by - computed: true, optional: false, required: false
  public get createdBy() {
    return this.getStringAttribute('created_by');
  }

  // description - computed: false, optional: true, required: false
  private _description?: string; 
  public get description() {
    return this.getStringAttribute('description');
  }
  public set description(value: string) {
    this._description = value;
  }
  public resetDescription() {
    this._description = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get descriptionInput() {
    return this._description;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // member_ids - computed: true, optional: true, required: false
  private _memberIds?: string[]; 
  public get memberIds() {
    return cdktf.Fn.tolist(this.getListAttribute('member_ids'));
  }
  public set memberIds(value: string[]) {
    this._memberIds = value;
  }
  public resetMemberIds() {
    this._memberIds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get memberIdsInput() {
    return this._memberIds;
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

  // notify - computed: false, optional: true, required: false
  private _notify?: boolean | cdktf.IResolvable; 
  public get notify() {
    return this.getBooleanAttribute('notify');
  }
  public set notify(value: boolean | cdktf.IResolvable) {
    this._notify = value;
  }
  public resetNotify() {
    this._notify = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get notifyInput() {
    return this._notify;
  }

  // plan - computed: true, optional: false, required: false
  public get plan() {
    return this.getStringAttribute('plan');
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

  // services - computed: true, optional: true, required: false
  private _services = new ServiceKeyServicesList(this, "services", true);
  public get services() {
    return this._services;
  }
  public putServices(value: ServiceKeyServices[] | cdktf.IResolvable) {
    this._services.internalValue = value;
  }
  public resetServices() {
    this._services.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get servicesInput() {
    return this._services.internalValue;
  }

  // timeouts - computed: false, optional: true, required: false
  private _timeouts = new ServiceKeyTimeoutsOutputReference(this, "timeouts");
  public get timeouts() {
    return this._timeouts;
  }
  public putTimeouts(value: ServiceKeyTimeouts) {
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
      accept_terms: cdktf.stringToTerraform(this._acceptTerms),
      description: cdktf.stringToTerraform(this._description),
      member_ids: cdktf.listMapper(cdktf.stringToTerraform, false)(this._memberIds),
      name: cdktf.stringToTerraform(this._name),
      notify: cdktf.booleanToTerraform(this._notify),
      protect_action: cdktf.stringToTerraform(this._protectAction),
      protect_used_within: cdktf.stringToTerraform(this._protectUsedWithin),
      services: cdktf.listMapper(serviceKeyServicesToTerraform, false)(this._services.internalValue),
      timeouts: serviceKeyTimeoutsToTerraform(this._timeouts.internalValue),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      accept_terms: {
        value: cdktf.stringToHclTerraform(this._acceptTerms),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      description: {
        value: cdktf.stringToHclTerraform(this._description),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      member_ids: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._memberIds),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      notify: {
        value: cdktf.booleanToHclTerraform(this._notify),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
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
      services: {
        value: cdktf.listMapperHcl(serviceKeyServicesToHclTerraform, false)(this._services.internalValue),
        isBlock: true,
        type: "set",
        storageClassType: "ServiceKeyServicesList",
      },
      timeouts: {
        value: serviceKeyTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "ServiceKeyTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}

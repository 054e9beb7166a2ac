// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface ServiceKeyTokenConfig extends cdktf.TerraformMetaArguments {
  /**
  * The version of the risk agreement that you accept, as the data source `keyplane_terms` returns it. It is required unless this version was accepted for the service key before, so for the first token of the free service key and after the terms have changed. It has no effect after the token was created. It is not stored in the state.
  */
  readonly acceptTerms?: string;
  /**
  * For `secret_delivery = "claim"`: how long a new secret can be claimed, from `1m` to `7d`. After that, Keyplane erases it. Defaults to `24h`. A change applies to the next secret.
  */
  readonly claimWindow?: string;
  /**
  * For `secret_delivery = "claim"`: a member or service account of the team that may claim a new secret, besides the creator of the key. For a personal token, it must be the member who owns the token. A change applies to the next secret.
  */
  readonly claimantId?: string;
  /**
  * Whether Keyplane accepts the key. Defaults to `true`. An expired key can be neither enabled nor disabled.
  */
  readonly enabled?: boolean | cdktf.IResolvable;
  /**
  * When the key expires: an RFC 3339 time, or `never`. An earlier time is changed in place. A later time replaces the key. If both `expires_at` and `expires_in` are omitted, the key never expires.
  */
  readonly expiresAt?: string;
  /**
  * Lifetime of the key, counted from its creation, as a whole number and a unit: `90s`, `15m`, `12h`, `30d` or `4w`. A shorter period is changed in place; a longer one replaces the key. An import computes it from the times at which the key was created and expires. An existing key may have both `expires_in` and `expires_at` if they name the same time.
  */
  readonly expiresIn?: string;
  /**
  * The kind of token: `shared`, for an application, or `personal`, for the member whose credentials create it. Changing this replaces the token.
  */
  readonly kind: string;
  /**
  * The name of the token: 2 to 64 letters of any script, digits, `_` and `-`. If you remove it, the token is replaced.
  */
  readonly name?: string;
  /**
  * What a plan does if it ends or narrows something that was used recently: `warn`, or `error`, which stops the plan. If it is omitted, the provider's `protect_action` applies.
  */
  readonly protectAction?: string;
  /**
  * A period such as `30d`. If a plan destroys, replaces, disables or narrows the object, and the object was used within this period, the plan warns. `0s` switches the check off. If it is omitted, the provider's `protect_used_within` applies. If you remove the resource from the configuration, the last applied value applies.
  */
  readonly protectUsedWithin?: string;
  /**
  * For `secret_delivery = "public_key"`: the public half of a key pair as a JSON Web Key. The owner keeps the private half and authenticates by `private_key_jwt` (RFC 7523), so there is no secret. Changing, adding or removing it rotates the key in place, and the old credential remains valid for the overlap. To remove it, set another `secret_delivery`. The same key with another `kid` is not a change.
  */
  readonly publicJwk?: string;
  /**
  * For `secret_delivery = "encrypted"`: the public key of the recipient, who decrypts the secret, as a JSON Web Key: EC P-256, P-384 or P-521, X25519, or RSA with at least 3072 bits. A change applies to the next secret.
  */
  readonly recipientJwk?: string;
  /**
  * For `secret_delivery = "encrypted"`: the public key of the recipient in PEM (SPKI), as `openssl pkey -pubout` writes it. Use it instead of `recipient_jwk`.
  */
  readonly recipientPem?: string;
  /**
  * Whether Terraform replaces an expired key with a new one, which has another client ID and secret. If it is `false`, Terraform only warns about an expired key. Use it with `expires_in`, which counts from the creation of the new key. With an `expires_at` in the past, the plan fails. Defaults to `false`.
  */
  readonly recreateIfExpired?: boolean | cdktf.IResolvable;
  /**
  * When the key gets a new secret. A rotation happens in place: the key keeps its ID and client ID. A refresh finds out whether a rotation is due, so a plan with `-refresh=false` does not notice a rotation that has become due.
  */
  readonly rotation?: ServiceKeyTokenRotation;
  /**
  * How a new secret is delivered. `plain`: in `secret`, and therefore in the state. `claim`: not in the state. `ephemeral "keyplane_key_secret"` claims it during the `claim_window`. `encrypted`: in `secret_jwe`, which only the recipient can decrypt. `public_key`: there is no secret. If it is omitted, it follows from `recipient_jwk`, `recipient_pem` or `public_jwk`. Otherwise an existing key keeps its delivery, and a new key has `plain`. A change does not replace the key: it applies to the next secret. But a change from `plain` to another delivery removes the secret from the state immediately.
  */
  readonly secretDelivery?: string;
  /**
  * The ID of the service key that the token belongs to. Changing this replaces the token.
  */
  readonly serviceKeyId: string;
  /**
  * How long each operation may take, as durations such as `30s` or `5m`.
  */
  readonly timeouts?: ServiceKeyTokenTimeouts;
}
export interface ServiceKeyTokenRotation {
  /**
  * How long before the end of `every` an apply may already rotate the key, so that a rotation can happen on a Friday instead of the weekend. If it is omitted, an apply rotates only after the end of `every`.
  */
  readonly earlyWindow?: string;
  /**
  * Maximum age of a secret, such as `90d`. After that, the next apply whose plan was refreshed gives the key a new secret, in place. If it is omitted, a secret may have any age.
  */
  readonly every?: string;
  /**
  * How long the old secret remains valid after a rotation, but never longer than the key. Defaults to `24h`. It must be shorter than `every` minus `early_window`. During this time the key is not rotated again.
  */
  readonly overlap?: string;
  /**
  * Any values that you choose, such as the fingerprint of an image. If one of them changes, the key is rotated. The first values are only recorded and do not rotate the key.
  */
  readonly whenChanged?: { [key: string]: string };
}

export function serviceKeyTokenRotationToTerraform(struct?: ServiceKeyTokenRotation | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    early_window: cdktf.stringToTerraform(struct!.earlyWindow),
    every: cdktf.stringToTerraform(struct!.every),
    overlap: cdktf.stringToTerraform(struct!.overlap),
    when_changed: cdktf.hashMapper(cdktf.stringToTerraform)(struct!.whenChanged),
  }
}


export function serviceKeyTokenRotationToHclTerraform(struct?: ServiceKeyTokenRotation | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    early_window: {
      value: cdktf.stringToHclTerraform(struct!.earlyWindow),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    every: {
      value: cdktf.stringToHclTerraform(struct!.every),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    overlap: {
      value: cdktf.stringToHclTerraform(struct!.overlap),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    when_changed: {
      value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(struct!.whenChanged),
      isBlock: false,
      type: "map",
      storageClassType: "stringMap",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ServiceKeyTokenRotationOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ServiceKeyTokenRotation | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._earlyWindow !== undefined) {
      hasAnyValues = true;
      internalValueResult.earlyWindow = this._earlyWindow;
    }
    if (this._every !== undefined) {
      hasAnyValues = true;
      internalValueResult.every = this._every;
    }
    if (this._overlap !== undefined) {
      hasAnyValues = true;
      internalValueResult.overlap = this._overlap;
    }
    if (this._whenChanged !== undefined) {
      hasAnyValues = true;
      internalValueResult.whenChanged = this._whenChanged;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ServiceKeyTokenRotation | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._earlyWindow = undefined;
      this._every = undefined;
      this._overlap = undefined;
      this._whenChanged = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._earlyWindow = value.earlyWindow;
      this._every = value.every;
      this._overlap = value.overlap;
      this._whenChanged = value.whenChanged;
    }
  }

  // early_window - computed: false, optional: true, required: false
  private _earlyWindow?: string; 
  public get earlyWindow() {
    return this.getStringAttribute('early_window');
  }
  public set earlyWindow(value: string) {
    this._earlyWindow = value;
  }
  public resetEarlyWindow() {
    this._earlyWindow = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get earlyWindowInput() {
    return this._earlyWindow;
  }

  // every - computed: false, optional: true, required: false
  private _every?: string; 
  public get every() {
    return this.getStringAttribute('every');
  }
  public set every(value: string) {
    this._every = value;
  }
  public resetEvery() {
    this._every = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get everyInput() {
    return this._every;
  }

  // overlap - computed: true, optional: true, required: false
  private _overlap?: string; 
  public get overlap() {
    return this.getStringAttribute('overlap');
  }
  public set overlap(value: string) {
    this._overlap = value;
  }
  public resetOverlap() {
    this._overlap = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get overlapInput() {
    return this._overlap;
  }

  // when_changed - computed: false, optional: true, required: false
  private _whenChanged?: { [key: string]: string }; 
  public get whenChanged() {
    return this.getStringMapAttribute('when_changed');
  }
  public set whenChanged(value: { [key: string]: string }) {
    this._whenChanged = value;
  }
  public resetWhenChanged() {
    this._whenChanged = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get whenChangedInput() {
    return this._whenChanged;
  }
}
export interface ServiceKeyTokenTimeouts {
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

export function serviceKeyTokenTimeoutsToTerraform(struct?: ServiceKeyTokenTimeouts | cdktf.IResolvable): any {
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


export function serviceKeyTokenTimeoutsToHclTerraform(struct?: ServiceKeyTokenTimeouts | cdktf.IResolvable): any {
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

export class ServiceKeyTokenTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ServiceKeyTokenTimeouts | cdktf.IResolvable | undefined {
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

  public set internalValue(value: ServiceKeyTokenTimeouts | cdktf.IResolvable | undefined) {
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
* Represents a keyplane_service_key_token
*/
export class ServiceKeyToken extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "keyplane_service_key_token";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a ServiceKeyToken resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the ServiceKeyToken to import
  * @param importFromId The id of the existing ServiceKeyToken that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the ServiceKeyToken to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "keyplane_service_key_token", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new keyplane_service_key_token Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options ServiceKeyTokenConfig
  */
  public constructor(scope: Construct, id: string, config: ServiceKeyTokenConfig) {
    super(scope, id, {
      terraformResourceType: 'keyplane_service_key_token',
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
    this._claimWindow = config.claimWindow;
    this._claimantId = config.claimantId;
    this._enabled = config.enabled;
    this._expiresAt = config.expiresAt;
    this._expiresIn = config.expiresIn;
    this._kind = config.kind;
    this._name = config.name;
    this._protectAction = config.protectAction;
    this._protectUsedWithin = config.protectUsedWithin;
    this._publicJwk = config.publicJwk;
    this._recipientJwk = config.recipientJwk;
    this._recipientPem = config.recipientPem;
    this._recreateIfExpired = config.recreateIfExpired;
    this._rotation.internalValue = config.rotation;
    this._secretDelivery = config.secretDelivery;
    this._serviceKeyId = config.serviceKeyId;
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

  // claim_window - computed: true, optional: true, required: false
  private _claimWindow?: string; 
  public get claimWindow() {
    return this.getStringAttribute('claim_window');
  }
  public set claimWindow(value: string) {
    this._claimWindow = value;
  }
  public resetClaimWindow() {
    this._claimWindow = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get claimWindowInput() {
    return this._claimWindow;
  }

  // claimant_id - computed: false, optional: true, required: false
  private _claimantId?: string; 
  public get claimantId() {
    return this.getStringAttribute('claimant_id');
  }
  public set claimantId(value: string) {
    this._claimantId = value;
  }
  public resetClaimantId() {
    this._claimantId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get claimantIdInput() {
    return this._claimantId;
  }

  // client_id - computed: true, optional: false, required: false
  public get clientId() {
    return this.getStringAttribute('client_id');
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

  // expires_at - computed: true, optional: true, required: false
  private _expiresAt?: string; 
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
  }
  public set expiresAt(value: string) {
    this._expiresAt = value;
  }
  public resetExpiresAt() {
    this._expiresAt = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get expiresAtInput() {
    return this._expiresAt;
  }

  // expires_in - computed: true, optional: true, required: false
  private _expiresIn?: string; 
  public get expiresIn() {
    return this.getStringAttribute('expires_in');
  }
  public set expiresIn(value: string) {
    this._expiresIn = value;
  }
  public resetExpiresIn() {
    this._expiresIn = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get expiresInInput() {
    return this._expiresIn;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // kind - computed: false, optional: false, required: true
  private _kind?: string; 
  public get kind() {
    return this.getStringAttribute('kind');
  }
  public set kind(value: string) {
    this._kind = value;
  }
  // Temporarily expose input value. Use with caution.
  public get kindInput() {
    return this._kind;
  }

  // masked_secret - computed: true, optional: false, required: false
  public get maskedSecret() {
    return this.getStringAttribute('masked_secret');
  }

  // member_id - computed: true, optional: false, required: false
  public get memberId() {
    return this.getStringAttribute('member_id');
  }

  // name - computed: false, optional: true, required: false
  private _name?: string; 
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  public resetName() {
    this._name = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  // previous_secret_ends_at - computed: true, optional: false, required: false
  public get previousSecretEndsAt() {
    return this.getStringAttribute('previous_secret_ends_at');
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

  // public_jwk - computed: false, optional: true, required: false
  private _publicJwk?: string; 
  public get publicJwk() {
    return this.getStringAttribute('public_jwk');
  }
  public set publicJwk(value: string) {
    this._publicJwk = value;
  }
  public resetPublicJwk() {
    this._publicJwk = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get publicJwkInput() {
    return this._publicJwk;
  }

  // recipient_jwk - computed: false, optional: true, required: false
  private _recipientJwk?: string; 
  public get recipientJwk() {
    return this.getStringAttribute('recipient_jwk');
  }
  public set recipientJwk(value: string) {
    this._recipientJwk = value;
  }
  public resetRecipientJwk() {
    this._recipientJwk = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get recipientJwkInput() {
    return this._recipientJwk;
  }

  // recipient_pem - computed: false, optional: true, required: false
  private _recipientPem?: string; 
  public get recipientPem() {
    return this.getStringAttribute('recipient_pem');
  }
  public set recipientPem(value: string) {
    this._recipientPem = value;
  }
  public resetRecipientPem() {
    this._recipientPem = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get recipientPemInput() {
    return this._recipientPem;
  }

  // recreate_if_expired - computed: false, optional: true, required: false
  private _recreateIfExpired?: boolean | cdktf.IResolvable; 
  public get recreateIfExpired() {
    return this.getBooleanAttribute('recreate_if_expired');
  }
  public set recreateIfExpired(value: boolean | cdktf.IResolvable) {
    this._recreateIfExpired = value;
  }
  public resetRecreateIfExpired() {
    this._recreateIfExpired = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get recreateIfExpiredInput() {
    return this._recreateIfExpired;
  }

  // rotation - computed: false, optional: true, required: false
  private _rotation = new ServiceKeyTokenRotationOutputReference(this, "rotation");
  public get rotation() {
    return this._rotation;
  }
  public putRotation(value: ServiceKeyTokenRotation) {
    this._rotation.internalValue = value;
  }
  public resetRotation() {
    this._rotation.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get rotationInput() {
    return this._rotation.internalValue;
  }

  // rotation_due_at - computed: true, optional: false, required: false
  public get rotationDueAt() {
    return this.getStringAttribute('rotation_due_at');
  }

  // secret - computed: true, optional: false, required: false
  public get secret() {
    return this.getStringAttribute('secret');
  }

  // secret_created_at - computed: true, optional: false, required: false
  public get secretCreatedAt() {
    return this.getStringAttribute('secret_created_at');
  }

  // secret_delivery - computed: true, optional: true, required: false
  private _secretDelivery?: string; 
  public get secretDelivery() {
    return this.getStringAttribute('secret_delivery');
  }
  public set secretDelivery(value: string) {
    this._secretDelivery = value;
  }
  public resetSecretDelivery() {
    this._secretDelivery = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get secretDeliveryInput() {
    return this._secretDelivery;
  }

  // secret_jwe - computed: true, optional: false, required: false
  public get secretJwe() {
    return this.getStringAttribute('secret_jwe');
  }

  // secret_version - computed: true, optional: false, required: false
  public get secretVersion() {
    return this.getNumberAttribute('secret_version');
  }

  // service_key_id - computed: false, optional: false, required: true
  private _serviceKeyId?: string; 
  public get serviceKeyId() {
    return this.getStringAttribute('service_key_id');
  }
  public set serviceKeyId(value: string) {
    this._serviceKeyId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get serviceKeyIdInput() {
    return this._serviceKeyId;
  }

  // state - computed: true, optional: false, required: false
  public get state() {
    return this.getStringAttribute('state');
  }

  // timeouts - computed: false, optional: true, required: false
  private _timeouts = new ServiceKeyTokenTimeoutsOutputReference(this, "timeouts");
  public get timeouts() {
    return this._timeouts;
  }
  public putTimeouts(value: ServiceKeyTokenTimeouts) {
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
      claim_window: cdktf.stringToTerraform(this._claimWindow),
      claimant_id: cdktf.stringToTerraform(this._claimantId),
      enabled: cdktf.booleanToTerraform(this._enabled),
      expires_at: cdktf.stringToTerraform(this._expiresAt),
      expires_in: cdktf.stringToTerraform(this._expiresIn),
      kind: cdktf.stringToTerraform(this._kind),
      name: cdktf.stringToTerraform(this._name),
      protect_action: cdktf.stringToTerraform(this._protectAction),
      protect_used_within: cdktf.stringToTerraform(this._protectUsedWithin),
      public_jwk: cdktf.stringToTerraform(this._publicJwk),
      recipient_jwk: cdktf.stringToTerraform(this._recipientJwk),
      recipient_pem: cdktf.stringToTerraform(this._recipientPem),
      recreate_if_expired: cdktf.booleanToTerraform(this._recreateIfExpired),
      rotation: serviceKeyTokenRotationToTerraform(this._rotation.internalValue),
      secret_delivery: cdktf.stringToTerraform(this._secretDelivery),
      service_key_id: cdktf.stringToTerraform(this._serviceKeyId),
      timeouts: serviceKeyTokenTimeoutsToTerraform(this._timeouts.internalValue),
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
      claim_window: {
        value: cdktf.stringToHclTerraform(this._claimWindow),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      claimant_id: {
        value: cdktf.stringToHclTerraform(this._claimantId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      enabled: {
        value: cdktf.booleanToHclTerraform(this._enabled),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      expires_at: {
        value: cdktf.stringToHclTerraform(this._expiresAt),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      expires_in: {
        value: cdktf.stringToHclTerraform(this._expiresIn),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      kind: {
        value: cdktf.stringToHclTerraform(this._kind),
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
      public_jwk: {
        value: cdktf.stringToHclTerraform(this._publicJwk),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      recipient_jwk: {
        value: cdktf.stringToHclTerraform(this._recipientJwk),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      recipient_pem: {
        value: cdktf.stringToHclTerraform(this._recipientPem),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      recreate_if_expired: {
        value: cdktf.booleanToHclTerraform(this._recreateIfExpired),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      rotation: {
        value: serviceKeyTokenRotationToHclTerraform(this._rotation.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "ServiceKeyTokenRotation",
      },
      secret_delivery: {
        value: cdktf.stringToHclTerraform(this._secretDelivery),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      service_key_id: {
        value: cdktf.stringToHclTerraform(this._serviceKeyId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      timeouts: {
        value: serviceKeyTokenTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "ServiceKeyTokenTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}

// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface KeyplaneProviderConfig {
  /**
  * Whether a run may destroy, replace, disable or narrow the credential that it runs with: its key or federated identity, the service account or member behind it, and the roles of that account. If it is `false`, the plan fails. To allow it for one run only, set `KEYPLANE_ALLOW_SELF_REMOVAL=true` in the environment, for a saved plan both at plan and at apply. Defaults to `false`.
  */
  readonly allowSelfRemoval?: boolean | cdktf.IResolvable;
  /**
  * The client ID of an application key or service account key. Defaults to `KEYPLANE_CLIENT_ID` in the environment.
  */
  readonly clientId?: string;
  /**
  * The secret of the key that `client_id` names. Defaults to `KEYPLANE_CLIENT_SECRET` in the environment.
  */
  readonly clientSecret?: string;
  /**
  * The address of Keyplane, such as `https://keys.example.com`. Defaults to `KEYPLANE_ENDPOINT` in the environment.
  */
  readonly endpoint?: string;
  /**
  * The audience of the token that the provider requests at `oidc_request_url`. It must be the `audience` of the federated identity. Defaults to `KEYPLANE_OIDC_AUDIENCE` in the environment, or the `endpoint`.
  */
  readonly oidcAudience?: string;
  /**
  * The token that authorizes the request to `oidc_request_url`. Defaults to `ACTIONS_ID_TOKEN_REQUEST_TOKEN` in the environment.
  */
  readonly oidcRequestToken?: string;
  /**
  * The address where the CI system issues OIDC tokens. The provider requests a new token before each exchange. Defaults to `ACTIONS_ID_TOKEN_REQUEST_URL` in the environment, which GitHub and Forgejo set if the job has `permissions: id-token: write`.
  */
  readonly oidcRequestUrl?: string;
  /**
  * The OIDC token that the external issuer signed for this run. The provider exchanges it again every few minutes, so use another source for runs that take longer than the token is valid. Defaults to `KEYPLANE_OIDC_TOKEN` in the environment.
  */
  readonly oidcToken?: string;
  /**
  * The name of the environment variable that holds an OIDC token, such as a name below `id_tokens` in GitLab. Defaults to `KEYPLANE_OIDC_TOKEN_ENV` in the environment.
  */
  readonly oidcTokenEnv?: string;
  /**
  * The path of a file that holds an OIDC token, such as a projected token of Kubernetes. It is read again before each exchange. Defaults to `KEYPLANE_OIDC_TOKEN_FILE` in the environment.
  */
  readonly oidcTokenFile?: string;
  /**
  * What a plan does if it ends or narrows something that was used recently: `warn`, or `error`, which stops the plan. Defaults to `KEYPLANE_PROTECT_ACTION` in the environment, or `warn`.
  */
  readonly protectAction?: string;
  /**
  * IDs of objects that may be changed or destroyed although they are in use. The plan then warns. `KEYPLANE_PROTECT_EXCEPT` in the environment adds further IDs for one run, separated by commas. `*` names everything. `protect_except` overrides a resource's own `protect_action`.
  */
  readonly protectExcept?: string[];
  /**
  * A period such as `30d`. If a plan destroys, replaces, disables or narrows a key, or an object that keys depend on, and it was used within this period, the plan says who used it, how often, and when it was last used. `0s` switches the check off. Defaults to `KEYPLANE_PROTECT_USED_WITHIN` in the environment, or `7d`.
  */
  readonly protectUsedWithin?: string;
  /**
  * The ID of the service account to act for, instead of a key. A federated identity of this account must trust the OIDC token. In GitHub Actions, set only this and `permissions: id-token: write`. Defaults to `KEYPLANE_SERVICE_ACCOUNT_ID` in the environment.
  */
  readonly serviceAccountId?: string;
  /**
  * A readable name for a group of states, such as `payments`. Defaults to `KEYPLANE_STACK` in the environment. Keyplane identifies a state by this name, the location of the state and the workspace, for example `payments s3://bucket/key#prod`. Two states with the same name remain two different states.
  */
  readonly stack?: string;
  /**
  * Alias name
  */
  readonly alias?: string;
}

/**
* Represents a keyplane
*/
export class KeyplaneProvider extends cdktf.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "keyplane";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a KeyplaneProvider resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the KeyplaneProvider to import
  * @param importFromId The id of the existing KeyplaneProvider that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the KeyplaneProvider to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "keyplane", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new keyplane Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options KeyplaneProviderConfig = {}
  */
  public constructor(scope: Construct, id: string, config: KeyplaneProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'keyplane',
      terraformGeneratorMetadata: {
        providerName: 'keyplane',
        providerVersion: '0.1.0',
        providerVersionConstraint: '0.1.0'
      },
      terraformProviderSource: 'keyplane.local/keyplane/keyplane'
    });
    this._allowSelfRemoval = config.allowSelfRemoval;
    this._clientId = config.clientId;
    this._clientSecret = config.clientSecret;
    this._endpoint = config.endpoint;
    this._oidcAudience = config.oidcAudience;
    this._oidcRequestToken = config.oidcRequestToken;
    this._oidcRequestUrl = config.oidcRequestUrl;
    this._oidcToken = config.oidcToken;
    this._oidcTokenEnv = config.oidcTokenEnv;
    this._oidcTokenFile = config.oidcTokenFile;
    this._protectAction = config.protectAction;
    this._protectExcept = config.protectExcept;
    this._protectUsedWithin = config.protectUsedWithin;
    this._serviceAccountId = config.serviceAccountId;
    this._stack = config.stack;
    this._alias = config.alias;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // allow_self_removal - computed: false, optional: true, required: false
  private _allowSelfRemoval?: boolean | cdktf.IResolvable; 
  public get allowSelfRemoval() {
    return this._allowSelfRemoval;
  }
  public set allowSelfRemoval(value: boolean | cdktf.IResolvable | undefined) {
    this._allowSelfRemoval = value;
  }
  public resetAllowSelfRemoval() {
    this._allowSelfRemoval = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get allowSelfRemovalInput() {
    return this._allowSelfRemoval;
  }

  // client_id - computed: false, optional: true, required: false
  private _clientId?: string; 
  public get clientId() {
    return this._clientId;
  }
  public set clientId(value: string | undefined) {
    this._clientId = value;
  }
  public resetClientId() {
    this._clientId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get clientIdInput() {
    return this._clientId;
  }

  // client_secret - computed: false, optional: true, required: false
  private _clientSecret?: string; 
  public get clientSecret() {
    return this._clientSecret;
  }
  public set clientSecret(value: string | undefined) {
    this._clientSecret = value;
  }
  public resetClientSecret() {
    this._clientSecret = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get clientSecretInput() {
    return this._clientSecret;
  }

  // endpoint - computed: false, optional: true, required: false
  private _endpoint?: string; 
  public get endpoint() {
    return this._endpoint;
  }
  public set endpoint(value: string | undefined) {
    this._endpoint = value;
  }
  public resetEndpoint() {
    this._endpoint = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get endpointInput() {
    return this._endpoint;
  }

  // oidc_audience - computed: false, optional: true, required: false
  private _oidcAudience?: string; 
  public get oidcAudience() {
    return this._oidcAudience;
  }
  public set oidcAudience(value: string | undefined) {
    this._oidcAudience = value;
  }
  public resetOidcAudience() {
    this._oidcAudience = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get oidcAudienceInput() {
    return this._oidcAudience;
  }

  // oidc_request_token - computed: false, optional: true, required: false
  private _oidcRequestToken?: string; 
  public get oidcRequestToken() {
    return this._oidcRequestToken;
  }
  public set oidcRequestToken(value: string | undefined) {
    this._oidcRequestToken = value;
  }
  public resetOidcRequestToken() {
    this._oidcRequestToken = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get oidcRequestTokenInput() {
    return this._oidcRequestToken;
  }

  // oidc_request_url - computed: false, optional: true, required: false
  private _oidcRequestUrl?: string; 
  public get oidcRequestUrl() {
    return this._oidcRequestUrl;
  }
  public set oidcRequestUrl(value: string | undefined) {
    this._oidcRequestUrl = value;
  }
  public resetOidcRequestUrl() {
    this._oidcRequestUrl = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get oidcRequestUrlInput() {
    return this._oidcRequestUrl;
  }

  // oidc_token - computed: false, optional: true, required: false
  private _oidcToken?: string; 
  public get oidcToken() {
    return this._oidcToken;
  }
  public set oidcToken(value: string | undefined) {
    this._oidcToken = value;
  }
  public resetOidcToken() {
    this._oidcToken = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get oidcTokenInput() {
    return this._oidcToken;
  }

  // oidc_token_env - computed: false, optional: true, required: false
  private _oidcTokenEnv?: string; 
  public get oidcTokenEnv() {
    return this._oidcTokenEnv;
  }
  public set oidcTokenEnv(value: string | undefined) {
    this._oidcTokenEnv = value;
  }
  public resetOidcTokenEnv() {
    this._oidcTokenEnv = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get oidcTokenEnvInput() {
    return this._oidcTokenEnv;
  }

  // oidc_token_file - computed: false, optional: true, required: false
  private _oidcTokenFile?: string; 
  public get oidcTokenFile() {
    return this._oidcTokenFile;
  }
  public set oidcTokenFile(value: string | undefined) {
    this._oidcTokenFile = value;
  }
  public resetOidcTokenFile() {
    this._oidcTokenFile = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get oidcTokenFileInput() {
    return this._oidcTokenFile;
  }

  // protect_action - computed: false, optional: true, required: false
  private _protectAction?: string; 
  public get protectAction() {
    return this._protectAction;
  }
  public set protectAction(value: string | undefined) {
    this._protectAction = value;
  }
  public resetProtectAction() {
    this._protectAction = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get protectActionInput() {
    return this._protectAction;
  }

  // protect_except - computed: false, optional: true, required: false
  private _protectExcept?: string[]; 
  public get protectExcept() {
    return this._protectExcept;
  }
  public set protectExcept(value: string[] | undefined) {
    this._protectExcept = value;
  }
  public resetProtectExcept() {
    this._protectExcept = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get protectExceptInput() {
    return this._protectExcept;
  }

  // protect_used_within - computed: false, optional: true, required: false
  private _protectUsedWithin?: string; 
  public get protectUsedWithin() {
    return this._protectUsedWithin;
  }
  public set protectUsedWithin(value: string | undefined) {
    this._protectUsedWithin = value;
  }
  public resetProtectUsedWithin() {
    this._protectUsedWithin = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get protectUsedWithinInput() {
    return this._protectUsedWithin;
  }

  // service_account_id - computed: false, optional: true, required: false
  private _serviceAccountId?: string; 
  public get serviceAccountId() {
    return this._serviceAccountId;
  }
  public set serviceAccountId(value: string | undefined) {
    this._serviceAccountId = value;
  }
  public resetServiceAccountId() {
    this._serviceAccountId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get serviceAccountIdInput() {
    return this._serviceAccountId;
  }

  // stack - computed: false, optional: true, required: false
  private _stack?: string; 
  public get stack() {
    return this._stack;
  }
  public set stack(value: string | undefined) {
    this._stack = value;
  }
  public resetStack() {
    this._stack = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get stackInput() {
    return this._stack;
  }

  // alias - computed: false, optional: true, required: false
  private _alias?: string; 
  public get alias() {
    return this._alias;
  }
  public set alias(value: string | undefined) {
    this._alias = value;
  }
  public resetAlias() {
    this._alias = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get aliasInput() {
    return this._alias;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      allow_self_removal: cdktf.booleanToTerraform(this._allowSelfRemoval),
      client_id: cdktf.stringToTerraform(this._clientId),
      client_secret: cdktf.stringToTerraform(this._clientSecret),
      endpoint: cdktf.stringToTerraform(this._endpoint),
      oidc_audience: cdktf.stringToTerraform(this._oidcAudience),
      oidc_request_token: cdktf.stringToTerraform(this._oidcRequestToken),
      oidc_request_url: cdktf.stringToTerraform(this._oidcRequestUrl),
      oidc_token: cdktf.stringToTerraform(this._oidcToken),
      oidc_token_env: cdktf.stringToTerraform(this._oidcTokenEnv),
      oidc_token_file: cdktf.stringToTerraform(this._oidcTokenFile),
      protect_action: cdktf.stringToTerraform(this._protectAction),
      protect_except: cdktf.listMapper(cdktf.stringToTerraform, false)(this._protectExcept),
      protect_used_within: cdktf.stringToTerraform(this._protectUsedWithin),
      service_account_id: cdktf.stringToTerraform(this._serviceAccountId),
      stack: cdktf.stringToTerraform(this._stack),
      alias: cdktf.stringToTerraform(this._alias),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      allow_self_removal: {
        value: cdktf.booleanToHclTerraform(this._allowSelfRemoval),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      client_id: {
        value: cdktf.stringToHclTerraform(this._clientId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      client_secret: {
        value: cdktf.stringToHclTerraform(this._clientSecret),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      endpoint: {
        value: cdktf.stringToHclTerraform(this._endpoint),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      oidc_audience: {
        value: cdktf.stringToHclTerraform(this._oidcAudience),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      oidc_request_token: {
        value: cdktf.stringToHclTerraform(this._oidcRequestToken),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      oidc_request_url: {
        value: cdktf.stringToHclTerraform(this._oidcRequestUrl),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      oidc_token: {
        value: cdktf.stringToHclTerraform(this._oidcToken),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      oidc_token_env: {
        value: cdktf.stringToHclTerraform(this._oidcTokenEnv),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      oidc_token_file: {
        value: cdktf.stringToHclTerraform(this._oidcTokenFile),
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
      protect_except: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._protectExcept),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      protect_used_within: {
        value: cdktf.stringToHclTerraform(this._protectUsedWithin),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      service_account_id: {
        value: cdktf.stringToHclTerraform(this._serviceAccountId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      stack: {
        value: cdktf.stringToHclTerraform(this._stack),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      alias: {
        value: cdktf.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}

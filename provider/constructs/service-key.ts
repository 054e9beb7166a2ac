import { Lazy, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import {
  checked,
  checkedIfSet,
  checkedList,
  checkedProps,
  checkKinds,
  FLAG,
  has,
  isObject,
  isText,
  placed,
  TEXT,
} from './checked-props';
import { ServiceKey as ServiceKeyResource } from './generated/service-key';
import type { IMember } from './member';
import { memberIdOf } from './member-id';
import { protection, PROTECTION_NAMES, type ProtectionOptions } from './protection';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames, refuseMisspelledProps } from './check-prop-names';
import { ServiceKeyToken, type ServiceKeyTokenOptions } from './service-key-token';

const NAME = /^[\p{L}\p{M}\p{Nd}\p{Script=Han}_-]{2,64}$/u;

/** Properties of a `ServiceKey`. */
export interface ServiceKeyProps extends ProtectionOptions, ProviderOption {
  /**
   * The name of the service key: 2 to 64 letters of any script, digits, `_` and `-`.
   * @default - the ID of the construct
   */
  readonly name?: string;
  /**
   * What the service key is for.
   * @default - no description
   */
  readonly description?: string;
  /** The version of the risk agreement that you accept. */
  readonly acceptTerms: string;
  /**
   * Whether Keyplane notifies the members whom a change affects.
   * @default false
   */
  readonly notify?: boolean;
}

/** How calls of a service are paid for. */
export interface PayAsYouGo {
  /** The wallet that pays for the calls. */
  readonly wallet: { readonly walletId: string };
  /** IDs of the models that may be called. */
  readonly modelIds: readonly string[];
}

const PAY_AS_YOU_GO_NAMES: PropNames<PayAsYouGo> = { wallet: true, modelIds: true };

interface Enabled {
  readonly service_id: string;
  readonly billing_policy: string;
  readonly model_ids: readonly string[];
  readonly wallet_id?: string;
}

const NAMES: PropNames<ServiceKeyProps> = {
  name: true,
  description: true,
  acceptTerms: true,
  notify: true,
  ...PROTECTION_NAMES,
  ...PROVIDER_NAMES,
};

/**
 * A paid service key: a team's permission to call the services of the platform.
 *
 * @throws Error if a property is not valid
 *
 * @example
 * const serviceKey = new ServiceKey(stack, 'assistants', { acceptTerms: '2026-01' });
 * serviceKey.enableService('chat', {
 *   wallet: new Wallet(stack, 'budget', { currency: 'EUR' }),
 *   modelIds: ['chat-large'],
 * });
 * serviceKey.addToken('chatbot', { expires: Expiry.after('90d'), consumer: vault });
 */
export class ServiceKey extends Construct {
  /** The L1 construct, for attributes that this construct does not offer. */
  readonly resource: ServiceKeyResource;
  /** The version of the risk agreement that the service key and its tokens accept. */
  readonly acceptTerms: string;
  private readonly services = new Map<string, Enabled>();
  private readonly memberIds = new Set<string>();

  constructor(scope: Construct, id: string, props: ServiceKeyProps) {
    super(...placed('ServiceKey', scope, id));
    const provider = providerFor(this, checkedProps(this, props).provider);
    checkPropNames(this, ServiceKey, props, NAMES);
    checkKinds(this, props, { name: TEXT, description: TEXT, notify: FLAG });
    const { acceptTerms } = props;
    this.acceptTerms = checked(
      this,
      'acceptTerms',
      acceptTerms,
      'the version of the terms',
      isText,
    );
    this.resource = new ServiceKeyResource(this, 'Resource', {
      name: checkedName(this, props.name ?? id),
      description: props.description,
      acceptTerms,
      notify: props.notify,
      memberIds: Lazy.listValue({ produce: () => [...this.memberIds] }),
      services: Lazy.anyValue({ produce: () => [...this.services.values()] }),
      ...protection(this, props),
      provider,
    });
  }

  /** The ID of the service key, known after apply. */
  get serviceKeyId(): string {
    return this.resource.id;
  }

  /**
   * Enables a service. Its calls are free unless `payAsYouGo` says what pays for them and for which
   * models.
   *
   * @throws Error if an argument is not valid
   */
  enableService(serviceId: string, payAsYouGo?: PayAsYouGo): this {
    checked(this, 'serviceId', serviceId, 'the ID of a service', isText);
    checkedIfSet(this, 'payAsYouGo', payAsYouGo, PAY_AS_YOU_GO, isObject);
    refuseMisspelledProps(this, payAsYouGo ?? {}, PAY_AS_YOU_GO_NAMES);
    this.services.set(serviceId, {
      service_id: serviceId,
      billing_policy: payAsYouGo === undefined ? 'free' : 'pay_as_you_go',
      model_ids: payAsYouGo === undefined ? [] : modelIdsOf(this, payAsYouGo),
      ...(payAsYouGo && { wallet_id: walletIdOf(this, payAsYouGo) }),
    });
    return this;
  }

  /**
   * Assigns members to the key, by the constructs or by the IDs. They may create personal tokens.
   *
   * @throws Error if an argument is neither a `Member` nor the ID of one
   */
  assign(...members: readonly (IMember | string)[]): this {
    for (const member of members) this.memberIds.add(memberIdOf(this, member));
    return this;
  }

  /**
   * Adds a shared token, for an application.
   *
   * @throws Error if an option is not valid
   */
  addToken(id: string, options: ServiceKeyTokenOptions): ServiceKeyToken {
    return new ServiceKeyToken(this, id, { ...checkedProps(this, options), serviceKey: this });
  }
}

const PAY_AS_YOU_GO = 'an object with a `wallet` and `modelIds`';
const MODEL_IDS = 'IDs of models';

function modelIdsOf(key: IConstruct, { modelIds }: PayAsYouGo): readonly string[] {
  checked(key, 'modelIds', modelIds, `a list of ${MODEL_IDS}`, Array.isArray);
  for (const id of checkedList(key, 'modelIds', modelIds, MODEL_IDS)) {
    checked(key, 'modelIds', id, MODEL_IDS, isText);
  }
  return modelIds;
}

function walletIdOf(key: IConstruct, { wallet }: PayAsYouGo): string {
  return checked(key, 'wallet', wallet, 'a Wallet', has('walletId')).walletId;
}

function checkedName(key: IConstruct, name: string): string {
  if (Token.isUnresolved(name) || (isText(name) && NAME.test(name.normalize('NFC')))) return name;
  throw new Error(
    `${key.node.path}: the name ${JSON.stringify(name)} must be 2 to 64 letters of any script, ` +
      'digits, "_" and "-".',
  );
}

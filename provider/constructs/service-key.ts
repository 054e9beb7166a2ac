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
import { type IMember, memberIdOf } from './member';
import { protection, PROTECTION_NAMES, type ProtectionOptions } from './protection';
import { PROVIDER_NAMES, providerFor, type ProviderOption } from './provider-option';
import { checkPropNames, type PropNames, refuseMisspelledProps } from './check-prop-names';
import { ServiceKeyToken, type ServiceKeyTokenOptions } from './service-key-token';

const NAME = /^[\p{L}\p{M}\p{Nd}\p{Script=Han}_-]{2,64}$/u;

export interface ServiceKeyProps extends ProtectionOptions, ProviderOption {
  /** 2 to 64 letters of any script, digits, `_` and `-`. Absent: the construct's id. */
  readonly name?: string;
  /** What the service key is for. Absent: none is shown. */
  readonly description?: string;
  /** The version of the risk agreement that you accept. */
  readonly acceptTerms: string;
  /** Whether members whom a change touches are told. Absent: they are not. */
  readonly notify?: boolean;
}

export interface PayAsYouGo {
  readonly wallet: { readonly walletId: string };
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

/** A paid service key: a team's permission to call the platform's services. */
export class ServiceKey extends Construct {
  readonly resource: ServiceKeyResource;
  private readonly services = new Map<string, Enabled>();
  private readonly memberIds = new Set<string>();

  constructor(scope: Construct, id: string, props: ServiceKeyProps) {
    super(...placed('ServiceKey', scope, id));
    const provider = providerFor(this, checkedProps(this, props).provider);
    checkPropNames(this, ServiceKey, props, NAMES);
    checkKinds(this, props, { name: TEXT, description: TEXT, notify: FLAG });
    this.resource = new ServiceKeyResource(this, 'Resource', {
      name: checkedName(this, props.name ?? id),
      description: props.description,
      acceptTerms: checked(
        this,
        'acceptTerms',
        props.acceptTerms,
        'the version of the terms',
        isText,
      ),
      notify: props.notify,
      memberIds: Lazy.listValue({ produce: () => [...this.memberIds] }),
      services: Lazy.anyValue({ produce: () => [...this.services.values()] }),
      ...protection(this, props),
      provider,
    });
  }

  get serviceKeyId(): string {
    return this.resource.id;
  }

  /** Enables a service: free, unless told what pays and for which models. */
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

  /** Lets members, or those of the IDs, make personal tokens of the key. */
  assign(...members: readonly (IMember | string)[]): this {
    for (const member of members) this.memberIds.add(memberIdOf(this, member));
    return this;
  }

  /** A shared token, for an application. */
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

import type { CatalogDirectory } from '../catalog/catalog-directory';
import { requestCost, type ParameterValues } from '../catalog/request-cost';
import type { Service, ServiceModel } from '../catalog/service';
import { isOffered } from '../catalog/service-loss';
import { Failure, invalidField } from '../domain/failure';
import { isTeamCaller, type Caller } from '../domain/principal';
import type { KeyFacts } from '../keys/key';
import type { EnabledService, ServiceKey } from '../service-keys/service-key';
import type { ServiceKeyDirectory } from '../service-keys/service-key-directory';
import type { Charge } from '../wallets/charge';
import type { Charges, WalletCurrencies } from '../wallets/wallet-ports';

/** The call that a service is asked to make for the caller who presented a token. */
export interface CallRequest {
  readonly serviceId: string;
  readonly modelId: string | null;
  /** Reserves what the call will cost. If absent, nothing is reserved. */
  readonly reservation: {
    readonly chargeId: string;
    readonly parameters: ParameterValues;
  } | null;
}

export const CALL_REFUSALS = [
  'service_not_enabled',
  'policy_not_offered',
  'model_not_enabled',
] as const;

export type CallAuthorization =
  | { readonly code: (typeof CALL_REFUSALS)[number]; readonly serviceKey: ServiceKey | null }
  | {
      readonly code: 'valid';
      readonly serviceKey: ServiceKey;
      readonly service: EnabledService;
      /** `null` if no reservation was requested, or the call is free. */
      readonly charge: Charge | null;
    };

export interface CallAuthorizer {
  /**
   * Whether a valid key may call this service and model now. Reserves its cost if that is requested.
   * @throws Failure `insufficient_funds`, `invalid_request` if the cost cannot be calculated,
   * `charge_conflict`, `wrong_charge_state`
   */
  authorize(caller: Caller, key: KeyFacts, request: CallRequest): Promise<CallAuthorization>;
}

export function createCallAuthorizer(dependencies: {
  serviceKeys: ServiceKeyDirectory;
  catalog: Pick<CatalogDirectory, 'service'>;
  wallets: WalletCurrencies;
  charges: Pick<Charges, 'reserve'>;
}): CallAuthorizer {
  const { serviceKeys, catalog, wallets, charges } = dependencies;

  /** A wallet pays only in its own currency, and the catalog may use another one by now. */
  async function callableModels(
    teamId: string,
    { modelIds, walletId }: EnabledService,
    { models }: Service,
  ): Promise<readonly ServiceModel[]> {
    const enabled = models.filter(({ id }) => modelIds.length === 0 || modelIds.includes(id));
    if (walletId === null || enabled.length === 0) return enabled;
    const held = await wallets.currencyOf(teamId, walletId);
    return enabled.filter(({ currency }) => currency === held);
  }

  async function reserve(
    caller: Caller,
    serviceKey: ServiceKey,
    { serviceId, walletId }: EnabledService,
    model: ServiceModel | undefined,
    { chargeId, parameters }: NonNullable<CallRequest['reservation']>,
  ): Promise<Charge | null> {
    if (walletId === null) return null;
    if (model === undefined) {
      throw invalidField(
        '/model_id',
        'model_required',
        'Give the model whose cost is to be reserved.',
      );
    }
    if (!isTeamCaller(caller)) {
      throw new Failure(
        'insufficient_permissions',
        'The operator cannot reserve charges. Use a service account of the team to reserve what its calls cost.',
      );
    }
    const charge = await charges.reserve(caller, {
      chargeId,
      walletTeamId: serviceKey.teamId,
      walletId,
      amount: costOf(model, parameters),
      purpose: { serviceKeyId: serviceKey.id, serviceId, modelId: model.id },
    });
    requireHeld(charge);
    return charge;
  }

  return {
    async authorize(caller, key, { serviceId, modelId, reservation }) {
      const { teamId, serviceKeyId } = key;
      const serviceKey =
        teamId === null || serviceKeyId === null
          ? undefined
          : await serviceKeys.find(teamId, serviceKeyId);
      const service = serviceKey?.services.find((enabled) => enabled.serviceId === serviceId);
      const offered = service && (await catalog.service(serviceId));
      if (serviceKey === undefined || service === undefined || offered === undefined) {
        return { code: 'service_not_enabled', serviceKey: serviceKey ?? null };
      }
      // A service that was free when it was enabled may cost something by now, and the key names no wallet
      // that pays.
      if (!isOffered(service, offered)) return { code: 'policy_not_offered', serviceKey };
      const models = await callableModels(serviceKey.teamId, service, offered);
      const model = models.find(({ id }) => id === modelId);
      const nothingLeft = service.modelIds.length > 0 && models.length === 0;
      if (nothingLeft || (modelId !== null && model === undefined)) {
        return { code: 'model_not_enabled', serviceKey };
      }
      const charge =
        reservation && (await reserve(caller, serviceKey, service, model, reservation));
      return { code: 'valid', serviceKey, service, charge };
    },
  };
}

/** A charge that has ended cannot pay for another call, because that call would be free. */
function requireHeld({ chargeId, state }: Charge): void {
  if (state === 'reserved') return;
  throw new Failure(
    'wrong_charge_state',
    `The charge ${chargeId} is ${state}, so it cannot pay for another call. Use a new ` +
      'charge ID for each call.',
  );
}

/** The pointer to the field of this request that is wrong. */
function costOf(model: ServiceModel, parameters: ParameterValues) {
  try {
    return requestCost(model, parameters);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const errors = error.errors.map((field) => ({ ...field, pointer: `/reserve${field.pointer}` }));
    throw new Failure(error.code, error.message, { errors });
  }
}

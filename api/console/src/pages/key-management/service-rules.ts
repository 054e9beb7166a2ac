import type { EnabledService } from './service-key-api';

/** What a pay-as-you-go service needs besides its billing policy. */
export interface Payment {
  readonly model_ids: string[];
  readonly wallet_id: string | null;
}

interface PaymentFaults {
  readonly model_ids: string | null;
  readonly wallet_id: string | null;
}

/** @param currencies of the chosen models */
export function paymentFaults(
  { model_ids, wallet_id }: Payment,
  currencies: readonly string[] = [],
): PaymentFaults {
  return {
    model_ids: modelFault(model_ids, currencies),
    wallet_id: wallet_id === null ? 'Choose the wallet that pays.' : null,
  };
}

function modelFault(ids: readonly string[], currencies: readonly string[]): string | null {
  if (ids.length === 0) return 'Select at least one model.';
  if (currencies.length < 2) return null;
  return `One wallet pays for the service, but the prices of these models are in ${currencies.join(' and ')}. Select models of one currency.`;
}

/** What is wrong with the services as they stand; `null` if nothing is. */
export function servicesFault(services: readonly EnabledService[]): string | null {
  const paid = services.filter(({ billing_policy }) => billing_policy === 'pay_as_you_go');
  const isComplete = ({ model_ids, wallet_id }: EnabledService) =>
    (model_ids ?? []).length > 0 && Boolean(wallet_id);
  return paid.every(isComplete)
    ? null
    : 'Choose the models and the wallet of each pay-as-you-go service.';
}

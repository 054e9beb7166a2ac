import { useServices, useWallets } from '../../api/lookups';
import { useMay } from '../../session/session-context';
import { POLICY_TEXTS, type EnabledService } from './service-key-api';

/** An enabled service in words, with names instead of IDs where the person may read them. */
export function useServiceText(): (service: EnabledService) => string {
  const services = useServices().data ?? [];
  const wallets = useWallets({ enabled: useMay()('wallets.read') }).data ?? [];
  return ({ service_id, billing_policy, model_ids = [], wallet_id }) => {
    const service = services.find(({ id }) => id === service_id);
    const name = service?.name ?? service_id;
    if (billing_policy === 'free') return `${name}: ${POLICY_TEXTS.free}`;
    const models = model_ids.map(
      (id) => service?.models?.find((model) => model.id === id)?.name ?? id,
    );
    const wallet = wallets.find(({ id }) => id === wallet_id)?.name ?? wallet_id ?? '-';
    return `${name}: ${POLICY_TEXTS.pay_as_you_go}, ${models.join(', ')}, paid from ${wallet}`;
  };
}

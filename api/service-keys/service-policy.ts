import type { CatalogDirectory } from '../catalog/catalog-directory';
import type { Service } from '../catalog/service';
import { invalidField } from '../domain/failure';
import type { WalletDirectory } from '../wallets/wallet-directory';
import type { EnabledService } from './service-key';

type Refuse = (field: string, code: string, message: string) => Error;

/**
 * What a paid key may call, in order of ID, each service with a policy that fits it (S3).
 * @throws Failure `invalid_request` naming what is unknown, missing or does not fit
 */
export async function decideServices(
  teamId: string,
  wanted: readonly EnabledService[],
  ports: {
    readonly catalog: Pick<CatalogDirectory, 'service'>;
    readonly wallets: WalletDirectory;
  },
): Promise<readonly EnabledService[]> {
  const seen = new Set<string>();
  for (const [at, enabled] of wanted.entries()) {
    const refuse: Refuse = (field, code, message) =>
      invalidField(`/services/${at}/${field}`, code, message);
    if (seen.has(enabled.serviceId)) {
      throw refuse(
        'service_id',
        'duplicate_service',
        `The service "${enabled.serviceId}" is named twice. Name each service once.`,
      );
    }
    seen.add(enabled.serviceId);
    const service = await ports.catalog.service(enabled.serviceId);
    if (service === undefined) {
      throw refuse('service_id', 'unknown_service', `Unknown service "${enabled.serviceId}".`);
    }
    requireOffered(enabled, service, refuse);
    if (enabled.billingPolicy === 'pay_as_you_go') {
      await requirePayable(teamId, enabled, service, ports.wallets, refuse);
    } else if (enabled.walletId !== null) {
      throw refuse(
        'wallet_id',
        'wallet_not_used',
        'A wallet is only for pay_as_you_go, but this service is enabled as free. Omit ' +
          '`wallet_id`.',
      );
    }
  }
  return [...wanted].sort((a, b) => (a.serviceId < b.serviceId ? -1 : 1));
}

function requireOffered(enabled: EnabledService, service: Service, refuse: Refuse): void {
  if (!service.billingPolicies.includes(enabled.billingPolicy)) {
    throw refuse(
      'billing_policy',
      'policy_not_offered',
      `The service ${service.id} offers ${service.billingPolicies.join(' and ')}.`,
    );
  }
  const unknown = enabled.modelIds.findIndex((id) => !service.models.some((m) => m.id === id));
  if (unknown >= 0) {
    const message = `The service ${service.id} has no model ${enabled.modelIds[unknown]}.`;
    throw refuse(`model_ids/${unknown}`, 'unknown_model', message);
  }
}

async function requirePayable(
  teamId: string,
  enabled: EnabledService,
  service: Service,
  wallets: WalletDirectory,
  refuse: Refuse,
): Promise<void> {
  if (enabled.modelIds.length === 0) {
    throw refuse(
      'model_ids',
      'models_required',
      'pay_as_you_go needs at least one model. Give the models that may be called.',
    );
  }
  if (enabled.walletId === null) {
    throw refuse(
      'wallet_id',
      'wallet_required',
      'pay_as_you_go needs a wallet. Give the wallet that pays.',
    );
  }
  const wallet = await wallets.find(teamId, enabled.walletId);
  if (wallet === undefined) {
    const message = `The wallet ${enabled.walletId} does not exist in this team.`;
    throw refuse('wallet_id', 'unknown_wallet', message);
  }
  const other = service.models.find(
    ({ id, currency }) => enabled.modelIds.includes(id) && currency !== wallet.currency,
  );
  if (other !== undefined) {
    const message =
      `The model ${other.id} costs ${other.currency}, but the wallet holds ` +
      `${wallet.currency}.`;
    throw refuse('wallet_id', 'currency_mismatch', message);
  }
}

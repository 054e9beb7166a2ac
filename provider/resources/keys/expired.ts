import {
  bool,
  type DiagnosticCollector,
  isUnknown,
  shownTime,
  type Unknown,
} from '../../terraform-plugin';
import { type ExpiryRequest, planExpiry } from './expiry';

export const recreateAttribute = {
  recreate_if_expired: bool.optional({
    description:
      'Whether an expired key is replaced by a new one, with another client ID and secret. ' +
      'Otherwise an expired key is only a warning. Use it with `expires_in`, which counts from the ' +
      'creation of the new key; with an `expires_at` in the past the plan fails. Defaults to `false`.',
    mayReplace: true,
  }),
};

export interface RecreationRequest {
  readonly config: ExpiryRequest['config'] & {
    readonly recreate_if_expired: boolean | null | Unknown;
  };
  readonly priorState: ExpiryRequest['prior'];
}

export interface RecreationPlanEditor {
  requireReplace(name: 'state'): void;
}

/**
 * Replaces an expired key if the configuration asks for that. A later expiry replaces it anyway.
 */
export function planRecreation(
  label: string,
  { config, priorState: prior }: RecreationRequest,
  plan: RecreationPlanEditor,
  diagnostics: DiagnosticCollector,
): void {
  if (prior?.state !== 'expired' || config.recreate_if_expired !== true) return;
  if (planExpiry({ config, prior }).kind === 'replace') return;
  const { expires_at: wanted } = config;
  if (wanted !== null && !isUnknown(wanted)) {
    diagnostics.error({
      summary: `${label} has expired, and \`expires_at\` is in the past`,
      detail:
        `\`recreate_if_expired\` is set, but \`expires_at\` is still ${wanted}. Keyplane would refuse ` +
        'to create a key that has already expired. Set a later `expires_at`, or use `expires_in`, ' +
        'which counts from the creation of the new key.',
      attribute: 'expires_at',
    });
    return;
  }
  plan.requireReplace('state');
  diagnostics.warning({
    summary: `${label} has expired and will be recreated`,
    detail:
      `It expired at ${shownTime(prior.expires_at ?? '')}, and \`recreate_if_expired\` is set. The new key has another ` +
      'ID, client ID and secret: give its users the new client ID together with the new secret. The ' +
      'expired key is revoked.',
    attribute: 'recreate_if_expired',
  });
}

import { type DiagnosticCollector, shortInstant } from '../../terraform-plugin';
import {
  describeReplacement,
  describeReplacementByUnknown,
  doubleExpiry,
  type ExpiryRequest,
  planExpiry,
} from './expiry';

export interface ExpiryPlanEditor {
  readonly changed: ReadonlySet<string>;
  readonly requiresReplace: boolean;
  set(name: 'expires_at' | 'expires_in', value: string | null): void;
  markUnknown(name: 'expires_at'): void;
  requireReplace(name: 'expires_at'): void;
}

/** Plans what Keyplane's rules on expired keys and on expiries allow. */
export function planKeyExpiry(
  label: string,
  request: {
    readonly config: ExpiryRequest['config'];
    readonly priorState: ExpiryRequest['prior'];
  },
  plan: ExpiryPlanEditor,
  diagnostics: DiagnosticCollector,
): void {
  const prior = request.priorState;
  const fault = doubleExpiry({ config: request.config, prior });
  if (fault !== undefined) {
    diagnostics.error(fault);
    return;
  }
  const expiry = planExpiry({ config: request.config, prior });
  switch (expiry.kind) {
    case 'as-planned':
      break;
    case 'unknown':
      plan.markUnknown('expires_at');
      break;
    case 'set':
      plan.set('expires_at', shortInstant(expiry.expiresAt));
      break;
    case 'replace-by-unknown':
      plan.markUnknown('expires_at');
      plan.requireReplace('expires_at');
      diagnostics.warning({
        summary: `${label} will be replaced, because its new expiry is not known yet`,
        detail: describeReplacementByUnknown(expiry.from),
        attribute: request.config.expires_in === null ? 'expires_at' : 'expires_in',
      });
      break;
    case 'replace':
      if (request.config.expires_at === null && request.config.expires_in === null) {
        plan.set('expires_at', expiry.to);
      }
      plan.requireReplace('expires_at');
      diagnostics.warning({
        summary: `${label} will be replaced for a later expiry`,
        detail: describeReplacement(expiry),
        attribute: request.config.expires_in === null ? 'expires_at' : 'expires_in',
      });
  }
  // The period in the state applies as long as the expiry does not change.
  const keepsPeriod = prior !== null && !plan.requiresReplace && !plan.changed.has('expires_at');
  if (request.config.expires_in === null && !keepsPeriod) plan.set('expires_in', null);
  if (prior?.state === 'expired' && plan.changed.has('enabled') && !plan.requiresReplace) {
    diagnostics.error({
      summary: `${label} has expired`,
      detail:
        'An expired key can be neither enabled nor disabled. Restore the previous value of ' +
        '`enabled`, or replace the key with a later `expires_at`, a longer `expires_in` or ' +
        '`terraform apply -replace`.',
      attribute: 'enabled',
    });
  }
}

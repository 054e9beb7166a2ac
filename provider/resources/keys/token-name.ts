import type { KeyplaneClient } from '../../client';
import { isUnknown, type ResourceContext, type Unknown } from '../../terraform-plugin';
import { fieldRule } from '../../definitions/field-rules';
import { ruleViolations } from '../../definitions/rule-violations';

interface NamedPlan {
  readonly priorState: { readonly name: string | null } | null;
  readonly plan: {
    readonly values: { readonly name: string | null | Unknown };
    readonly requiresReplace: boolean;
  };
  readonly context: Pick<ResourceContext<KeyplaneClient>, 'diagnostics'>;
}

/** A name that this plan sets must follow the rule. The current name of the token need not. */
export function requireNewName(label: string, { plan, priorState, context }: NamedPlan): void {
  const { name } = plan.values;
  const isKept = !plan.requiresReplace && name === priorState?.name;
  if (isKept || name === null || isUnknown(name)) return;
  for (const violation of ruleViolations(fieldRule('/v1/service-key-tokens', 'name'), name)) {
    context.diagnostics.error({
      summary: `${label} cannot have this name`,
      detail: `The value "${name}" ${typeof violation === 'string' ? violation : violation.message}.`,
      attribute: 'name',
    });
  }
}

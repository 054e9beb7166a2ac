import { DEFAULT_PROTECTION, type ProtectionSettings, withoutSecrets } from './client';
import type { DiagnosticCollector, Validator } from './terraform-plugin';
import {
  isException,
  isProtectAction,
  isProtectedPeriod,
} from './resources/protection/protection-attributes';

export const PROTECTION_VARIABLES = {
  protect_used_within: 'KEYPLANE_PROTECT_USED_WITHIN',
  protect_action: 'KEYPLANE_PROTECT_ACTION',
} as const;

const EXCEPT_VARIABLE = 'KEYPLANE_PROTECT_EXCEPT';
const SELF_REMOVAL_VARIABLE = 'KEYPLANE_ALLOW_SELF_REMOVAL';

export type ProtectionSetting = keyof typeof PROTECTION_VARIABLES;

export interface ProtectionSources {
  /** The value in the provider block, otherwise the one in the environment. */
  setting(name: ProtectionSetting): string | undefined;
  /** The IDs in the provider block. The environment adds to them. */
  readonly except: readonly string[];
  /** Null if the provider's block does not set it. */
  readonly allowSelfRemoval: boolean | null;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The settings about resources in use. The environment is validated here; the configuration already
 * was.
 */
export function resolveProtection(
  { setting, except, allowSelfRemoval, environment }: ProtectionSources,
  diagnostics: DiagnosticCollector,
): ProtectionSettings {
  const checked = (name: ProtectionSetting, validator: Validator<string>) => {
    const text = setting(name);
    if (text === undefined || validator.check(text) === undefined) return text;
    diagnostics.error({
      summary: `\`${name}\` is malformed`,
      detail: `\`${name}\`, or ${PROTECTION_VARIABLES[name]} in the environment, must be ${validator.description}.`,
      attribute: name,
    });
    return undefined;
  };
  const exceptedForThisRun = listed(environment[EXCEPT_VARIABLE]);
  const excepted = [...except, ...exceptedForThisRun];
  const malformed = excepted.find((id) => isException.check(id) !== undefined);
  if (malformed !== undefined) {
    const place = except.includes(malformed)
      ? '`protect_except`'
      : `${EXCEPT_VARIABLE} in the environment`;
    diagnostics.error({
      summary: `${place} is malformed`,
      detail: `"${withoutSecrets(malformed)}" must be ${isException.description}. Separate several with commas.`,
      ...(except.includes(malformed) && { attribute: 'protect_except' }),
    });
  }
  const usedWithin = checked('protect_used_within', isProtectedPeriod);
  const action = checked('protect_action', isProtectAction);
  return {
    usedWithin: usedWithin ?? DEFAULT_PROTECTION.usedWithin,
    action: action === 'error' ? 'error' : 'warn',
    except: new Set(excepted),
    allowSelfRemoval:
      allowSelfRemoval ?? isAllowed(environment[SELF_REMOVAL_VARIABLE]?.trim(), diagnostics),
  };
}

function isAllowed(text: string | undefined, diagnostics: DiagnosticCollector): boolean {
  if (text === undefined || ['', '0', 'false'].includes(text)) return false;
  if (['1', 'true'].includes(text)) return true;
  diagnostics.error({
    summary: `${SELF_REMOVAL_VARIABLE} is malformed`,
    detail: `${SELF_REMOVAL_VARIABLE} must be "true" or "false". It is "${withoutSecrets(text)}".`,
    attribute: 'allow_self_removal',
  });
  return false;
}

function listed(text = ''): readonly string[] {
  return text.split(/[\s,]+/).filter((id) => id !== '');
}

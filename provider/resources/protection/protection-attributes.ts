import type { ProtectAction, ProtectionSettings } from '../../client';
import {
  isUnknown,
  matching,
  oneOf,
  string,
  type Unknown,
  validator,
} from '../../terraform-plugin';
import { parsePeriodMs, samePeriod } from '../../definitions/period';

export const OFF = '0s';

/** What may be given instead of an ID. */
const EVERYTHING = '*';

export const isProtectedPeriod = validator<string>(
  'a whole number and a unit of `s`, `m`, `h`, `d` or `w`, such as `7d`; `0s` switches the ' +
    'check off',
  (text) =>
    text === OFF || parsePeriodMs(text) !== undefined
      ? undefined
      : 'must be a whole number and a unit of s, m, h, d or w, such as "7d", or "0s" to ' +
        'switch the check off',
);

export const PROTECT_ACTIONS = ['warn', 'error'] as const satisfies readonly ProtectAction[];

export const isProtectAction = oneOf(...PROTECT_ACTIONS);

/** IDs of objects for which a plan only warns. */
export const isException = matching(
  /^(\*|[a-z]+_[0-9a-z]+)$/,
  'an ID such as `sak_01k9t3x0v6m8q2w4e5r7y9z1ab`, or `*` for everything',
);

/** The attributes of every resource that can be in use. */
export const protectionAttributes = {
  protect_used_within: string.optional({
    description:
      'A period such as `30d`. If a plan destroys, replaces, disables or narrows the object, ' +
      'and the object was used within this period, the plan warns. `0s` switches the check ' +
      "off. If it is omitted, the provider's `protect_used_within` applies. If you remove the " +
      'resource from the configuration, the last applied value applies.',
    validators: [isProtectedPeriod],
    semanticallyEqual: samePeriod,
  }),
  protect_action: string.optional({
    description:
      'What a plan does if it ends or narrows something that was used recently: `warn`, or ' +
      "`error`, which stops the plan. If it is omitted, the provider's `protect_action` " +
      'applies.',
    validators: [isProtectAction],
  }),
};

export interface OwnProtection {
  readonly protect_used_within: string | null | Unknown;
  readonly protect_action: string | null | Unknown;
}

/** The values that a read returns for these attributes, because Keyplane does not know them. */
export function protectionOf<T extends OwnProtection>({
  protect_used_within,
  protect_action,
}: T): Pick<T, keyof OwnProtection> {
  return { protect_used_within, protect_action };
}

/**
 * The settings of one resource, whose own values override the provider's. Undefined if it is not
 * protected.
 */
export function protectionFor(
  id: string,
  own: OwnProtection,
  { usedWithin, action, except }: Omit<ProtectionSettings, 'allowSelfRemoval'>,
): { readonly within: string; readonly action: ProtectAction } | undefined {
  const within = known(own.protect_used_within) ?? usedWithin;
  if (within === OFF) return undefined;
  const wanted = known(own.protect_action) ?? action;
  const isExcepted = except.has(id) || except.has(EVERYTHING);
  return { within, action: wanted === 'error' && !isExcepted ? 'error' : 'warn' };
}

function known(value: string | null | Unknown): string | undefined {
  return value === null || isUnknown(value) ? undefined : value;
}

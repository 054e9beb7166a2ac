import { Group, NativeSelect, Text, TextInput, type InputWrapperProps } from '@mantine/core';
import { periodMillis } from '../preferences/period';
import { usePreferences } from '../preferences/preferences';
import { instantIn, zoneName, type ZoneChoice } from '../preferences/zone';
import { useSession } from '../session/session-context';
import type { Form } from './form-step';

/** The names are those of the API, whose refusals then appear at the field. */
export interface ExpiryValues extends Record<string, unknown> {
  /** A period, `at` for a date, or `never`. */
  readonly expires_in: string;
  /** Without a zone, as the browser's calendar gives it. */
  readonly expires_at: string;
}

const PERIODS = [
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
  { value: '180d', label: '180 days' },
  { value: '365d', label: '1 year' },
];

const FIRST_PERIOD = '90d';

/** @param limit the longest lifetime that the team allows, or `null` */
const allowedPeriods = (limit: string | null) =>
  PERIODS.filter(({ value }) => isAllowed(value, limit));

const isAllowed = (period: string, limit: string | null) =>
  limit === null || periodMillis(period) <= periodMillis(limit);

/** What a dialog proposes: 90 days, or the longest shorter period that the team allows. */
export function useFirstExpiry(): ExpiryValues {
  const limit = useSession().whoami.team?.policy.max_key_lifetime ?? null;
  const proposed = allowedPeriods(limit).filter(({ value }) => isAllowed(value, FIRST_PERIOD));
  return { expires_in: proposed.at(-1)?.value ?? 'at', expires_at: '' };
}

/** For dialogs that do not ask for the expiry. Shows nothing if the key never expires. */
export function LongestExpiryNote() {
  const { policy } = useSession().whoami.team ?? {};
  const expiry = longestExpiry(policy);
  if (!('expires_in' in expiry)) return null;
  return (
    <Text size="sm" c="dimmed">
      It expires after {expiry.expires_in}, because of the policy of your team.
    </Text>
  );
}

const DESCRIPTION_BELOW: InputWrapperProps['inputWrapperOrder'] = [
  'label',
  'input',
  'description',
  'error',
];

/** The fields of the request. There are none while no day is chosen. */
export function expiryBody(
  values: ExpiryValues,
  zone: ZoneChoice,
): { readonly expires_in?: string; readonly expires_at?: string } {
  const { expires_in, expires_at } = values;
  if (expiryFault(values, zone) !== null) return {};
  if (expires_in === 'never') return { expires_at: 'never' };
  if (expires_in === 'at') return { expires_at: instantIn(expires_at, zone).toISOString() };
  return { expires_in };
}

/** The longest lifetime that the team allows, for dialogs that do not ask for one. */
export function longestExpiry(
  policy:
    | { readonly max_key_lifetime: string | null; readonly require_expiry: boolean }
    | null
    | undefined,
) {
  if (policy?.max_key_lifetime) return { expires_in: policy.max_key_lifetime };
  return policy?.require_expiry === true
    ? { expires_in: '365d' }
    : { expires_at: 'never' as const };
}

export function expiryFault(
  { expires_in, expires_at }: ExpiryValues,
  zone: ZoneChoice,
): string | null {
  if (expires_in !== 'at') return null;
  if (expires_at === '') return 'Choose the day and time.';
  return instantIn(expires_at, zone).getTime() > Date.now()
    ? null
    : 'The day and time must be in the future.';
}

interface ExpiryFieldProps<V extends ExpiryValues> {
  readonly form: Form<V>;
  readonly label?: string;
}

/** After a period, at a day and time from the calendar, or never if the team allows that. */
export function ExpiryField<V extends ExpiryValues>({
  form,
  label = 'Expires',
}: ExpiryFieldProps<V>) {
  const { policy } = useSession().whoami.team ?? {};
  const { zone } = usePreferences();
  const limit = policy?.max_key_lifetime ?? null;
  const mayNever = limit === null && policy?.require_expiry !== true;
  const choices = [
    ...allowedPeriods(limit).map((period) => ({ ...period, label: `After ${period.label}` })),
    { value: 'at', label: 'At a day and time' },
    ...(mayNever ? [{ value: 'never', label: 'Never' }] : []),
  ];
  const { expires_at: day } = form.values;
  // The offset of the chosen day: in summer, it may differ from that of today.
  const chosen = day === '' ? new Date() : instantIn(day, zone);
  return (
    <Group grow align="flex-start">
      <NativeSelect
        label={label}
        data={choices}
        inputWrapperOrder={DESCRIPTION_BELOW}
        {...(limit !== null && { description: `Your team allows at most ${limit}.` })}
        {...form.getInputProps('expires_in')}
      />
      {form.values.expires_in === 'at' && (
        <TextInput
          type="datetime-local"
          label={`Expires at (${zoneName(zone, chosen)})`}
          {...form.getInputProps('expires_at')}
        />
      )}
    </Group>
  );
}

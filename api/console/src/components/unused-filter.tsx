import { NativeSelect } from '@mantine/core';

const CHOICES = [30, 90, 180];

interface UnusedFilterProps {
  /** `null` for all keys. */
  readonly days: number | null;
  readonly onChange: (days: number | null) => void;
}

/** Finds keys that can be removed, because nothing has used them for a long time. */
export function UnusedFilter({ days, onChange }: UnusedFilterProps) {
  return (
    <NativeSelect
      aria-label="Last use"
      data={[
        { value: '', label: 'All, used or not' },
        ...CHOICES.map((choice) => ({
          value: String(choice),
          label: `Not used for ${choice} days`,
        })),
      ]}
      value={days === null ? '' : String(days)}
      onChange={({ currentTarget: { value } }) => onChange(value === '' ? null : Number(value))}
    />
  );
}

/** The filter as the API takes it. A key that is younger than that may still wait for its first use. */
export function unusedFor(days: number | null): { unused_for?: string } {
  return days === null ? {} : { unused_for: `${days}d` };
}

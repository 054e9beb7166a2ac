import { NativeSelect, type NativeSelectProps } from '@mantine/core';

const OVERLAPS: { value: string; label: string }[] = [
  { value: '', label: 'No time: it ends immediately' },
  { value: '1h', label: '1 hour' },
  { value: '24h', label: '1 day' },
  { value: '7d', label: '7 days' },
];

export const FIRST_OVERLAP = '24h';

export const overlapBody = (overlap: string) => (overlap === '' ? {} : { overlap });

/** How long the old secret remains valid after a rotation. */
export const OverlapField = (props: NativeSelectProps) => (
  <NativeSelect
    label="The old secret remains valid for"
    description="During this time, both secrets work, so that you can replace the old one everywhere."
    data={OVERLAPS}
    {...props}
  />
);

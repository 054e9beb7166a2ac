/** How long the old secret remains valid after a rotation. */
export const OVERLAPS: readonly { readonly value: string; readonly label: string }[] = [
  { value: '', label: 'No time: it ends immediately' },
  { value: '1h', label: '1 hour' },
  { value: '24h', label: '1 day' },
  { value: '7d', label: '7 days' },
];

export const overlapBody = (overlap: string) => (overlap === '' ? {} : { overlap });

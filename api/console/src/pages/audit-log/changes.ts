export interface Change {
  readonly field: string;
  /** `undefined` if the object did not exist or had no such field. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Snapshot = Readonly<Record<string, unknown>> | null;

/** The fields that differ between two snapshots of an object, or all of them if there is only one. */
export function changesBetween(before: Snapshot, after: Snapshot): readonly Change[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...fields]
    .map((field) => ({ field, before: textOf(before?.[field]), after: textOf(after?.[field]) }))
    .filter((change) => change.before !== change.after);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

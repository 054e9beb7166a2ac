/** A value that HCL and TypeScript can both write. */
export type CodeValue =
  string | number | boolean | readonly CodeValue[] | { readonly [name: string]: CodeValue };

/** A piece of TypeScript that is written as it is. */
export interface Raw {
  readonly raw: string;
}

/** An object as it would be declared in code. Nothing in it is secret. */
export interface Declaration {
  /** The ID of the object that exists. */
  readonly id: string;
  /** For example `keyplane_role`. */
  readonly resource: string;
  /** What the resource is called in the configuration. */
  readonly label: string;
  /** The attributes, without those that have their default. */
  readonly attributes: Readonly<Record<string, CodeValue>>;
  /** The construct; `null` if the library has none for this kind. */
  readonly construct: Construct | null;
  /** The call that creates an object like this one. */
  readonly call: { readonly path: string; readonly body: Readonly<Record<string, CodeValue>> };
}

export interface Construct {
  readonly name: string;
  /** What the file imports besides the construct itself. */
  readonly imports: readonly string[];
  readonly props: Readonly<Record<string, CodeValue | Raw>>;
}

/**
 * A name for a configuration: `Nightly export (EU)` becomes `nightly_export_eu`. Letters of other
 * scripts are allowed by Terraform, but they are hard to type on a command line.
 */
export function labelOf(name: string, id: string): string {
  const label = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  if (label === '') return id;
  return /^[a-z]/.test(label) ? label : `_${label}`;
}

/** Leaves out what is not given. */
export function given<T>(
  values: Readonly<Record<string, T | null | undefined>>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, T] => entry[1] != null),
  );
}

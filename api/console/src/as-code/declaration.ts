/** A value that HCL and TypeScript can both write. */
export type CodeValue =
  string | number | boolean | readonly CodeValue[] | { readonly [name: string]: CodeValue };

/** A piece of code that is written as it is. A class, because values may have any names. */
export class Raw {
  constructor(readonly code: string) {}
}

/** An object as it would be declared in code. Nothing in it is secret. */
export interface Declaration {
  /** The ID of the object; `null` if it has not been created yet. */
  readonly id: string | null;
  /** For example `keyplane_role`. */
  readonly resource: string;
  /** What the resource is called in the configuration. */
  readonly label: string;
  /** What the object is called on a page. */
  readonly title: string;
  /** The attributes, without those that have their default. */
  readonly attributes: Readonly<Record<string, CodeValue | Raw>>;
  /** What the IDs in an attribute name, as a comment above the attribute. */
  readonly comments?: Readonly<Record<string, string>>;
  /** Resources that are created together with this one. */
  readonly more?: readonly Declaration[];
  /** The construct, or why there is none for this object. */
  readonly construct: Construct | string;
  /** The call that creates an object like this one, or why there is none. */
  readonly call: Call | string;
}

export interface Construct {
  readonly name: string;
  /** What the file imports besides the construct itself. */
  readonly imports: readonly string[];
  readonly props: Readonly<Record<string, CodeValue | Raw>>;
  /** Comments above props. */
  readonly comments?: Readonly<Record<string, string>>;
  /** Methods that are called on the construct, such as `assign('mem_1')`. */
  readonly calls?: readonly string[];
}

export interface Call {
  readonly path: string;
  readonly body: Readonly<Record<string, CodeValue>>;
  /** What the call does, if it does not simply create another object like this one. */
  readonly note?: string;
}

/**
 * A name for a configuration: `Nightly export (EU)` becomes `nightly_export_eu`. Letters of other
 * scripts are allowed by Terraform, but they are hard to type on a command line.
 * @param id is the name if nothing is left; an object that does not exist yet has none
 */
export function labelOf(name: string, id: string | null): string {
  const label = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  if (label === '') return id ?? 'this';
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

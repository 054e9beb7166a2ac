import { KeyplaneProvider } from '@keyplane/cdktf';
import { type TerraformResource, TerraformStack, Testing } from 'cdktf';

type Attributes = Readonly<Record<string, unknown>>;

export interface Synthesis {
  /** The resources of a type, in the order of their names. */
  resources(type: string): readonly Attributes[];
  readonly json: Readonly<Record<string, unknown>>;
}

// Without it, cdktn assumes a runtime that is too old for ephemeral values and provider functions.
const TARGETS = { terraform: '>=1.11', opentofu: '>=1.11' };

export function createStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app({ context: { targetVersions: TARGETS } }), 'test');
  new KeyplaneProvider(stack, 'keyplane');
  return stack;
}

/** @throws the errors of validations, including those of a policy */
export function synthesize(stack: TerraformStack): Synthesis {
  const json = JSON.parse(Testing.synth(stack, true)) as {
    readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  };
  return { json, resources: (type) => Object.values(json.resource?.[type] ?? {}) };
}

/** The synthesized attributes. */
export const referenceTo = (
  { terraformResourceType, friendlyUniqueId }: TerraformResource,
  attribute: string,
): string => `\${${terraformResourceType}.${friendlyUniqueId}.${attribute}}`;

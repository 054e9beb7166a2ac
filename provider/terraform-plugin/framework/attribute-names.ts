/** Names that HCL or Terraform keeps for itself in a block. */
const TERRAFORM_NAMES = [
  'connection',
  'count',
  'depends_on',
  'for_each',
  'lifecycle',
  'locals',
  'provider',
  'provisioner',
  'variable',
] as const;

/** Terraform's own arguments of a provider's block. */
const PROVIDER_NAMES = ['alias', 'version'] as const;

/** Names whose generated property would hide a member of the constructs' base classes. */
const GENERATOR_NAMES = [
  'add_override',
  'cdktf_stack',
  'constructor',
  'fqn',
  'friendly_unique_id',
  'imported',
  'move_from_id',
  'provisioners',
  'raw_overrides',
  'terraform_resource_type',
  'to_metadata',
  'to_string',
] as const;

/** Why an attribute must not have this name. Undefined if it may. */
export function refusedNameReason(
  name: string,
  use: 'provider' | 'other' = 'other',
): string | undefined {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
    return 'must consist of lower-case letters, digits and single underscores';
  }
  const reserved: readonly string[] =
    use === 'provider' ? [...TERRAFORM_NAMES, ...PROVIDER_NAMES] : TERRAFORM_NAMES;
  if (reserved.includes(name)) {
    return 'is a word of the Terraform language';
  }
  if ((GENERATOR_NAMES as readonly string[]).includes(name)) {
    return 'breaks the constructs that are generated from the schema';
  }
  return undefined;
}

import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { quoted } from './checked-props';

const VARIABLE = 'KEYPLANE_PROVIDER_SOURCE';
const EXAMPLE = 'such as "keys.example.com/keyplane/keyplane"';

const HOST_LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?`;
const HOST = new RegExp(String.raw`^${HOST_LABEL}(?:\.${HOST_LABEL})*(?::\d{1,5})?$`, 'u');
const NAMESPACE = new RegExp(`^(?!.*--)${HOST_LABEL}$`, 'u');

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The source of the provider in `required_providers`: the property, or the environment variable.
 * Undefined if neither is set. A CI system passes a variable that it does not know as an empty text.
 * @throws Error if Terraform would not accept it, or would not find this provider there
 */
export function providerSource(
  construct: IConstruct,
  property: string | undefined,
  environment: Environment = process.env,
): string | undefined {
  if (property !== undefined) return checkedSource(construct, '`source`', property);
  const variable = environment[VARIABLE]?.trim();
  if (variable === undefined || variable === '') return undefined;
  return checkedSource(construct, `the environment variable ${VARIABLE}`, variable);
}

function checkedSource(construct: IConstruct, setting: string, source: string): string {
  const problem = problemOf(source);
  if (problem === undefined) return source;
  throw new Error(`${construct.node.path}: ${setting} ${problem}`);
}

/** The rest of a sentence that begins with the setting. Never shows credentials before an `@`. */
function problemOf(source: string): string | undefined {
  if (Token.isUnresolved(source)) {
    return `must be a fixed text, ${EXAMPLE}. Terraform installs the provider before it evaluates references.`;
  }
  if (source.includes('@')) {
    return `must not contain an \`@\`. It is an address without credentials, ${EXAMPLE}.`;
  }
  if (source.includes('://')) {
    return `must begin with a host, without "https://", ${EXAMPLE}. You gave ${quoted(source)}.`;
  }
  const [host = '', namespace = '', type, ...rest] = source.split('/');
  if (type === undefined || rest.length > 0) {
    return (
      `must have the form <host>/<namespace>/keyplane, ${EXAMPLE}. Without a host, terraform and ` +
      `tofu would ask different registries. You gave ${quoted(source)}.`
    );
  }
  if (!HOST.test(host)) {
    return `must begin with the host of a provider registry, ${EXAMPLE}. You gave ${quoted(source)}.`;
  }
  if (!NAMESPACE.test(namespace)) {
    return (
      `has ${quoted(namespace)} as its namespace, which must consist of letters, digits and single ` +
      `dashes between them, ${EXAMPLE}.`
    );
  }
  if (type !== 'keyplane') {
    return (
      `must end in "/keyplane", because the provider's executable is named ` +
      `terraform-provider-keyplane. You gave ${quoted(source)}.`
    );
  }
  return undefined;
}

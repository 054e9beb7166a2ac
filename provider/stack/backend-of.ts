import { join } from 'node:path';
import { readText } from './read-text';
import { dataDirectoryOf, type TerraformPlace } from './terraform-place';

export interface Backend {
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * What `terraform init` noted about the backend. A directory without a backend has no such file, and
 * a file that does not parse counts as none.
 */
export function backendOf(place: TerraformPlace): Backend | undefined {
  const text = readText(join(dataDirectoryOf(place), 'terraform.tfstate'));
  const saved = text === undefined ? undefined : parsed(text);
  // Newer releases note a state store of a provider under another name, in the same form.
  const backend = isRecord(saved) ? (saved.backend ?? saved.state_store) : undefined;
  if (!isRecord(backend) || typeof backend.type !== 'string' || backend.type === '')
    return undefined;
  return { type: backend.type, config: isRecord(backend.config) ? backend.config : {} };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

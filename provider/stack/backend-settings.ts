import { type Backend, isRecord } from './backend-of';
import type { TerraformPlace } from './terraform-place';

/**
 * A setting of the backend: its configured text, or else the first of the environment variables that
 * is set. Terraform does not note what it takes from the environment.
 */
export type BackendSettings = (name: string, ...variables: readonly string[]) => string | undefined;

export function backendSettings(
  config: Backend['config'],
  environment: TerraformPlace['environment'],
): BackendSettings {
  return (name, ...variables) =>
    textOf(config[name]) ?? variables.map((variable) => environment[variable]).find(Boolean);
}

/** A nested block. Older files hold it as a list of one. */
export function nestedBlock(config: Backend['config'], name: string): Backend['config'] {
  const block: unknown = config[name];
  const first: unknown = Array.isArray(block) ? block[0] : block;
  return isRecord(first) ? first : {};
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

import { dirname, join } from 'node:path';
import { backendOf, isRecord } from './backend-of';
import { stateFile } from './local-location';
import { readText } from './read-text';
import type { TerraformPlace } from './terraform-place';
import { workspaceOf } from './workspace-of';

/** The files of a state that terraform keeps in the file system. */
export interface StateFiles {
  readonly state: StateFile;
  /** The state before the last change. */
  readonly backup: StateFile;
  /**
   * The file in the working directory into which terraform writes a state that it could not save.
   */
  readonly errored: StateFile;
}

export interface StateFile {
  readonly path: string;
  readonly exists: boolean;
  /** Resources of this provider that it holds; 0 if it does not parse. */
  readonly resourceCount: number;
  /** Their IDs. */
  readonly ids: readonly string[];
}

const PREFIX = 'keyplane_';

/**
 * Undefined if only Terraform can read the state: it is not kept in a file, or OpenTofu has encrypted the
 * file. An encrypted file must not look like an empty one, which would be reported as a lost state.
 */
export function stateFilesOf(place: TerraformPlace): StateFiles | undefined {
  const { type, config } = backendOf(place) ?? { type: 'local', config: {} };
  if (type !== 'local' || place.environment.TFC_WORKSPACE_SLUG) return undefined;
  const path = stateFile(config, place, workspaceOf(place));
  if (isEncrypted(path)) return undefined;
  return {
    state: read(path),
    backup: read(`${path}.backup`),
    errored: read(join(dirname(path), 'errored.tfstate')),
  };
}

function read(path: string): StateFile {
  const text = readText(path);
  const instances = instancesIn(text ?? '');
  const ids = instances.flatMap((instance) => idOf(instance) ?? []);
  return { path, exists: text !== undefined, resourceCount: instances.length, ids };
}

function isEncrypted(path: string): boolean {
  const state = parsed(readText(path) ?? '');
  return isRecord(state) && state.encrypted_data !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function instancesIn(text: string): readonly unknown[] {
  const state = parsed(text);
  if (!isRecord(state) || !Array.isArray(state.resources)) return [];
  return (state.resources as readonly unknown[])
    .filter(isRecord)
    .filter(({ mode, type }) => mode === 'managed' && String(type).startsWith(PREFIX))
    .flatMap(({ instances }) => (Array.isArray(instances) ? (instances as unknown[]) : []));
}

function idOf(instance: unknown): string | undefined {
  if (!isRecord(instance) || !isRecord(instance.attributes)) return undefined;
  const { id } = instance.attributes;
  return typeof id === 'string' ? id : undefined;
}

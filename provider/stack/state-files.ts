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
  /** What terraform could not save, in its working directory. */
  readonly errored: StateFile;
}

export interface StateFile {
  readonly path: string;
  readonly exists: boolean;
  /** Resources of this provider that it holds; 0 if it does not parse. */
  readonly resourceCount: number;
}

const PREFIX = 'keyplane_';

/** Undefined if the state is not kept in a file: then only Terraform can read it. */
export function stateFilesOf(place: TerraformPlace): StateFiles | undefined {
  const { type, config } = backendOf(place) ?? { type: 'local', config: {} };
  if (type !== 'local' || place.environment.TFC_WORKSPACE_SLUG) return undefined;
  const path = stateFile(config, place, workspaceOf(place));
  return {
    state: read(path),
    backup: read(`${path}.backup`),
    errored: read(join(dirname(path), 'errored.tfstate')),
  };
}

function read(path: string): StateFile {
  const text = readText(path);
  return { path, exists: text !== undefined, resourceCount: countIn(text ?? '') };
}

function countIn(text: string): number {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    return 0;
  }
  if (!isRecord(state) || !Array.isArray(state.resources)) return 0;
  return (state.resources as readonly unknown[])
    .filter(isRecord)
    .filter(({ mode, type }) => mode === 'managed' && String(type).startsWith(PREFIX))
    .reduce<number>(
      (count, { instances }) => count + (Array.isArray(instances) ? instances.length : 0),
      0,
    );
}

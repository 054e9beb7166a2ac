import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface TerraformPlace {
  /** Where terraform runs, which is where it starts its providers. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The stack of a state that was given none. A directory and a workspace hold one state: two states
 * of one stack would each take what the other has just made for what an interrupted apply left.
 */
export function defaultStack(place: TerraformPlace): string {
  const directory = createHash('sha256').update(resolve(place.directory)).digest('hex');
  return `${directory.slice(0, 16)}/${encodeURIComponent(workspaceOf(place))}`;
}

/** As terraform itself finds it out. */
function workspaceOf({ directory, environment }: TerraformPlace): string {
  if (environment.TF_WORKSPACE) return environment.TF_WORKSPACE;
  const dataDirectory = resolve(directory, environment.TF_DATA_DIR || '.terraform');
  try {
    return readFileSync(join(dataDirectory, 'environment'), 'utf8').trim() || 'default';
  } catch {
    return 'default';
  }
}

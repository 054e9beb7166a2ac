import { join } from 'node:path';
import { readText } from './read-text';
import { dataDirectoryOf, type TerraformPlace } from './terraform-place';

/** The selected workspace, found in the same way and order as terraform finds it. */
export function workspaceOf(place: TerraformPlace): string {
  if (place.environment.TF_WORKSPACE) return place.environment.TF_WORKSPACE;
  return readText(join(dataDirectoryOf(place), 'environment'))?.trim() || 'default';
}

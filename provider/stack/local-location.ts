import { backendSettings } from './backend-settings';
import type { Backend } from './backend-of';
import { repositoryOf } from './repository-of';
import type { StateLocation } from './state-location';
import { pathRulesOf, type TerraformPlace } from './terraform-place';

/** A state in a file: its absolute path, and the repository that CI checked out there. */
export function localLocation(
  config: Backend['config'],
  place: TerraformPlace,
  workspace: string,
): StateLocation {
  return (
    remoteRun(place) ?? fileLocation('local', stateFile(config, place, workspace), place, workspace)
  );
}

/**
 * A state that terraform keeps only in memory. Only its directory distinguishes it from other
 * states.
 */
export function inMemoryLocation(place: TerraformPlace, workspace: string): StateLocation {
  return fileLocation('inmem', pathRulesOf(place).resolve(place.directory), place, workspace);
}

function fileLocation(
  scheme: string,
  path: string,
  { environment }: TerraformPlace,
  workspace: string,
): StateLocation {
  return {
    scheme,
    path: uniformPath(path),
    parameters: { repository: repositoryOf(environment) },
    workspace,
  };
}

export function stateFile(
  config: Backend['config'],
  place: TerraformPlace,
  workspace: string,
): string {
  const setting = backendSettings(config, {});
  const { resolve } = pathRulesOf(place);
  if (workspace === 'default') {
    return resolve(place.directory, setting('path') ?? 'terraform.tfstate');
  }
  const folder = setting('workspace_dir') ?? 'terraform.tfstate.d';
  return resolve(place.directory, folder, workspace, 'terraform.tfstate');
}

/** Windows compares drive letters without regard to case, and its paths have two separators. */
function uniformPath(path: string): string {
  if (/^[A-Za-z]:\\/.test(path)) {
    return `/${path.charAt(0).toUpperCase()}${path.slice(1).replaceAll('\\', '/')}`;
  }
  return path.startsWith('\\\\') ? path.slice(2).replaceAll('\\', '/') : path;
}

/** HCP Terraform runs each plan and apply in another directory, and names the workspace. */
function remoteRun({ environment }: TerraformPlace): StateLocation | undefined {
  const [organization, workspace] = environment.TFC_WORKSPACE_SLUG?.split('/') ?? [];
  if (!organization || !workspace) return undefined;
  const host = environment.TF_CLOUD_HOSTNAME || 'app.terraform.io';
  return { scheme: 'cloud', path: `${host}/${organization}`, workspace };
}

import { type Backend, backendOf } from './backend-of';
import { type BackendSettings, backendSettings } from './backend-settings';
import {
  alibabaLocation,
  azureLocation,
  gcsLocation,
  oracleLocation,
  s3Location,
  tencentLocation,
} from './bucket-locations';
import { kubernetesLocation } from './cluster-location';
import { inMemoryLocation, localLocation } from './local-location';
import { postgresLocation } from './postgres-location';
import {
  cloudLocation,
  consulLocation,
  httpLocation,
  remoteLocation,
  unknownLocation,
} from './remote-locations';
import type { StateLocation } from './state-location';
import type { TerraformPlace } from './terraform-place';
import { workspaceOf } from './workspace-of';

type Locate = (
  setting: BackendSettings,
  workspace: string,
  given: { readonly config: Backend['config']; readonly place: TerraformPlace },
) => StateLocation | undefined;

const LOCATIONS: ReadonlyMap<string, Locate> = new Map<string, Locate>([
  ['azurerm', azureLocation],
  ['cloud', cloudLocation],
  ['consul', consulLocation],
  ['cos', tencentLocation],
  ['gcs', gcsLocation],
  ['http', httpLocation],
  ['inmem', (_, workspace, { place }) => inMemoryLocation(place, workspace)],
  ['kubernetes', kubernetesLocation],
  ['local', (_, workspace, { config, place }) => localLocation(config, place, workspace)],
  ['oci', oracleLocation],
  ['oss', alibabaLocation],
  [
    'pg',
    (setting, workspace, { place }) => postgresLocation(setting, workspace, place.environment),
  ],
  ['remote', remoteLocation],
  ['s3', s3Location],
]);

/**
 * Where the state is, by the backend that `terraform init` noted. Otherwise in a file of the
 * directory.
 */
export function locationOf(place: TerraformPlace): StateLocation {
  const workspace = workspaceOf(place);
  const backend = backendOf(place);
  if (backend === undefined) return localLocation({}, place, workspace);
  const { type, config } = backend;
  const locate = LOCATIONS.get(type);
  if (locate === undefined) return unknownLocation(backend, workspace);
  const setting = backendSettings(config, place.environment);
  return locate(setting, workspace, { config, place }) ?? localLocation({}, place, workspace);
}

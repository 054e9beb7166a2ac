import { locationOf } from './location-of';
import { formatLocation, shortened } from './state-location';
import type { TerraformPlace } from './terraform-place';

export interface StackPlace extends TerraformPlace {
  /** The name that the configuration gives to a group of states. */
  readonly explicit: string | undefined;
}

/**
 * The name of one state: where it is kept and its workspace, such as `s3://bucket/key#prod`. An
 * explicit name is put in front of that and does not replace it, because several workspaces,
 * directories and backends share one configuration. The location never contains a space, so the
 * parts stay apart.
 */
export function stackOf({ explicit, ...place }: StackPlace): string {
  const location = formatLocation(locationOf(place));
  return shortened(explicit ? `${explicit} ${location}` : location);
}

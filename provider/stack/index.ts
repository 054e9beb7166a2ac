export { stackOf } from './stack-of';
export { type StateFile, type StateFiles, stateFilesOf } from './state-files';
export type { TerraformPlace } from './terraform-place';

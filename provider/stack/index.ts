export { stackOf } from './stack-of';
export type { TerraformPlace } from './terraform-place';

// Writes the pages of a provider in the layout of the Terraform registry.
export { renderDocumentation } from './render-documentation';
export type { DocumentationOptions } from './render-documentation';
export type { PageKind, PageName, PageSection } from './page';

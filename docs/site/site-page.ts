/** A page of the site: its file below `docs/`, such as `guides/gateways/nginx.md`, and its Markdown. */
export interface SitePage {
  readonly path: string;
  readonly text: string;
}

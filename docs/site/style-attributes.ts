/**
 * A page without the `style` attributes that VitePress writes into it, because the policy of the server
 * allows none. The theme sets in a style sheet what a page needs of them.
 */
export function withoutStyles(html: string): string {
  return html.replaceAll(/(<[a-z][^<>]*?) style="[^"]*"/g, '$1');
}

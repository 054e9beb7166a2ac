/** The source of a construct, with every import of cdktf replaced by its continuation cdktn. */
export function forCdktn(source: string): string {
  return source
    .replaceAll(/(['"])cdktf\1/g, '$1cdktn$1')
    .replaceAll('@keyplane/cdktf', '@keyplane/cdktn');
}

/** Such as `1 key` or `2 keys`. @param thing the singular of a noun whose plural ends in `s` */
export function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

import type { PointerEvent } from 'react';

/**
 * Shows the whole text of an element in which it is cut off, while the pointer is on it. One handler serves a
 * whole list: a tooltip for each cell would make the rows heavy.
 */
export function showWhole({ target }: PointerEvent): void {
  if (!(target instanceof HTMLElement)) return;
  if (target.scrollWidth > target.clientWidth) {
    target.title = target.textContent;
    target.dataset['cut'] = '';
  } else if ('cut' in target.dataset) {
    target.removeAttribute('title');
    delete target.dataset['cut'];
  }
}

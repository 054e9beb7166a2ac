import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, type RefObject } from 'react';

/**
 * A link in a page goes with its page. The focus then goes on in the content of the next page, where people
 * who use the keyboard or a screen reader expect it, and not before the navigation.
 */
export function useFocusAfterNavigation(main: RefObject<HTMLElement | null>): void {
  const shown = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const last = useRef(shown);
  useEffect(() => {
    if (last.current !== undefined && last.current !== shown && isFocusLost()) {
      main.current?.focus({ preventScroll: true });
    }
    last.current = shown;
  }, [shown, main]);
}

const isFocusLost = () => document.activeElement === document.body;

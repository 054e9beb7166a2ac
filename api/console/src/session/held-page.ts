import { useEffect, useSyncExternalStore } from 'react';

let held = 0;
const listeners = new Set<() => void>();

function change(by: 1 | -1): void {
  held += by;
  for (const listener of listeners) listener();
}

/**
 * Keeps the page while the component is shown, even if the session ends: what somebody has entered, or a
 * secret that is shown only once, would be lost with it.
 */
export function useHoldPage(): void {
  useEffect(() => {
    change(1);
    return () => change(-1);
  }, []);
}

export const useIsPageHeld = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => held > 0,
  );

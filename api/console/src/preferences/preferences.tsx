import { useLocalStorage } from '@mantine/hooks';
import { createContext, use, type ReactNode } from 'react';
import type { ZoneChoice } from './zone';

interface Preferences {
  readonly zone: ZoneChoice;
  setZone(zone: ZoneChoice): void;
}

const Context = createContext<Preferences>({ zone: 'local', setZone: () => undefined });

/** What a person chooses for this browser. */
export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const [zone, setZone] = useLocalStorage<ZoneChoice>({
    key: 'keyplane.zone',
    defaultValue: 'local',
    getInitialValueInEffect: false,
  });
  return <Context value={{ zone, setZone }}>{children}</Context>;
}

export const usePreferences = () => use(Context);

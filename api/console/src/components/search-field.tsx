import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';

const PAUSE_MILLIS = 250;

interface SearchFieldProps {
  /** What is searched, for example `Search by name, client ID or ID`. */
  readonly label: string;
  readonly onSearch: (text: string) => void;
}

/** Searches on the server, after a pause in typing. */
export function SearchField({ label, onSearch }: SearchFieldProps) {
  const searchLater = useDebouncedCallback(onSearch, PAUSE_MILLIS);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} />}
      w={{ base: '100%', xs: 280 }}
      onChange={({ currentTarget }) => searchLater(currentTarget.value.trim())}
    />
  );
}

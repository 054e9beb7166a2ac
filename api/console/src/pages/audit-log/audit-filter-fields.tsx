import { Autocomplete, Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState, type ComponentType } from 'react';
import type { ActorFieldProps } from './actor-field';
import { isFiltered, NO_FILTER, type AuditFilter } from './audit-filter';

const PAUSE_MILLIS = 250;

const OUTCOMES = [
  { value: '', label: 'Any outcome' },
  { value: 'success', label: 'Success' },
  { value: 'insufficient_permissions', label: 'Refused: insufficient permissions' },
  { value: 'role_escalation', label: 'Refused: role escalation' },
  { value: 'invalid_request', label: 'Refused: invalid request' },
  { value: 'not_found', label: 'Refused: not found' },
  { value: 'expired', label: 'Refused: key expired' },
  { value: 'disabled', label: 'Refused: key disabled' },
  { value: 'revoked', label: 'Refused: key revoked' },
];

interface AuditFilterFieldsProps {
  readonly filter: AuditFilter;
  readonly onChange: (filter: AuditFilter) => void;
  /** Actions that the list has shown, as suggestions. */
  readonly actions: readonly string[];
  /** The choice of who; `null` if there is none. */
  readonly whoField: ComponentType<ActorFieldProps> | null;
}

/** Who, what, with which outcome, and when. */
export function AuditFilterFields({
  filter,
  onChange,
  actions,
  whoField: WhoField,
}: AuditFilterFieldsProps) {
  const [typed, setTyped] = useState({ action: filter.action, targetId: filter.targetId });
  const search = useDebouncedCallback(onChange, PAUSE_MILLIS);
  const type = (change: Partial<typeof typed>) => {
    const next = { ...typed, ...change };
    setTyped(next);
    search({ ...filter, action: next.action.trim(), targetId: next.targetId.trim() });
  };
  const change = (changed: Partial<AuditFilter>) => {
    search.cancel();
    onChange({
      ...filter,
      action: typed.action.trim(),
      targetId: typed.targetId.trim(),
      ...changed,
    });
  };
  const clear = () => {
    setTyped(NO_FILTER);
    change(NO_FILTER);
  };
  return (
    <Group mb="md" gap="sm" align="flex-end">
      {WhoField && (
        <WhoField actorId={filter.actorId} onChange={(actorId) => change({ actorId })} />
      )}
      <Autocomplete
        label="What"
        placeholder="role.created"
        data={[...actions]}
        value={typed.action}
        onChange={(action) => type({ action })}
        w={{ base: '100%', xs: 176 }}
      />
      <TextInput
        label="Object"
        placeholder="ID"
        value={typed.targetId}
        onChange={({ currentTarget }) => type({ targetId: currentTarget.value })}
        w={{ base: '100%', xs: 140 }}
      />
      <NativeSelect
        label="Outcome"
        data={OUTCOMES}
        value={filter.outcome}
        onChange={({ currentTarget }) => change({ outcome: currentTarget.value })}
        w={{ base: '100%', xs: 150 }}
      />
      <TextInput
        type="date"
        label="From"
        value={filter.from}
        max={filter.to}
        w={{ base: '100%', xs: 140 }}
        onChange={({ currentTarget }) => change({ from: currentTarget.value })}
      />
      <TextInput
        type="date"
        label="To"
        value={filter.to}
        min={filter.from}
        w={{ base: '100%', xs: 140 }}
        onChange={({ currentTarget }) => change({ to: currentTarget.value })}
      />
      {isFiltered(filter) && (
        <Button variant="subtle" onClick={clear}>
          Clear
        </Button>
      )}
    </Group>
  );
}

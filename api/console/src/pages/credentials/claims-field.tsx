import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, type ReactNode } from 'react';
import type { Claim } from './trust-values';

const MOST_CLAIMS = 20;

interface ClaimsFieldProps {
  readonly value: readonly Claim[];
  readonly onChange: (claims: readonly Claim[]) => void;
  readonly error?: ReactNode;
}

/** Claims that a token must have, each with its exact value. */
export function ClaimsField({ value: claims, onChange, error }: ClaimsFieldProps) {
  const add = useRef<HTMLButtonElement>(null);
  const replace = (at: number, change: Partial<Claim>) =>
    onChange(claims.map((claim, other) => (other === at ? { ...claim, ...change } : claim)));
  return (
    <Stack gap="xs" role="group" aria-labelledby="claims-label" aria-describedby="claims-about">
      <div>
        <Input.Label id="claims-label" component="span">
          Claims
        </Input.Label>
        <Input.Description id="claims-about">
          A token must have each of these claims, with exactly this value.
        </Input.Description>
      </div>
      {claims.map(({ name, value }, at) => (
        <Group key={at} gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            miw={0}
            aria-label={`Name of claim ${at + 1}`}
            placeholder="ref_protected"
            autoComplete="off"
            maxLength={200}
            value={name}
            autoFocus={name === '' && value === ''}
            onChange={({ currentTarget }) => replace(at, { name: currentTarget.value })}
          />
          <TextInput
            flex={1}
            miw={0}
            aria-label={`Value of claim ${at + 1}`}
            placeholder="true"
            autoComplete="off"
            maxLength={500}
            value={value}
            onChange={({ currentTarget }) => replace(at, { value: currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove claim ${at + 1}`}
            onClick={() => {
              onChange(claims.filter((_, other) => other !== at));
              // The button goes with its claim, and a lost focus starts over at the top.
              add.current?.focus();
            }}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Group>
      ))}
      {error && <Input.Error role="alert">{error}</Input.Error>}
      <Button
        ref={add}
        variant="default"
        size="xs"
        w="fit-content"
        leftSection={<IconPlus size={14} />}
        disabled={claims.length >= MOST_CLAIMS}
        onClick={() => onChange([...claims, { name: '', value: '' }])}
      >
        Add a claim
      </Button>
    </Stack>
  );
}

import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { DisplayNameField } from '../../components/described-fields';
import { EditDialog } from '../../components/edit-dialog';
import { LastExchange } from './last-exchange';
import { trustApi, type Trust } from './trust-api';
import { ConditionFields, IssuerField, MoreFields } from './trust-fields';
import { trustBodyOf, trustFaults, trustValuesOf } from './trust-values';

interface EditTrustDialogProps {
  readonly trust: Trust;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Changes which tokens are trusted, and says first whether any was used. */
export function EditTrustDialog({ trust, onClose, onSaved }: EditTrustDialogProps) {
  return (
    <EditDialog
      id={trust.id}
      title={`Edit ${trust.name}`}
      submit="Save"
      read={() => trustApi.read(trust.id)}
      valuesOf={trustValuesOf}
      labels={{
        name: 'Name',
        issuer: 'Issuer',
        audience: 'Audience',
        subject_pattern: 'Subject',
        claims: ['Claims', (claims) => claims.map((it) => `${it.name} = ${it.value}`).join(', ')],
        allow_pull_requests: 'Trust pull requests',
        replay_protection: 'Each token works only once',
      }}
      validate={trustFaults}
      save={(values, etag) => trustApi.update(trust.id, trustBodyOf(values), etag)}
      onSaved={onSaved}
      onClose={onClose}
    >
      {(form, { last_used_at }) => (
        <>
          <Alert color="yellow" icon={<IconAlertTriangle />}>
            A pipeline can act for the credential only as long as its tokens meet the conditions.{' '}
            <LastExchange at={last_used_at} />
          </Alert>
          <DisplayNameField {...form.getInputProps('name')} />
          <IssuerField form={form} />
          <ConditionFields form={form} />
          <MoreFields form={form} />
        </>
      )}
    </EditDialog>
  );
}

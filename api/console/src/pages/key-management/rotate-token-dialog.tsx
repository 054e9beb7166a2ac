import { Radio, Skeleton, Stack, Text } from '@mantine/core';
import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { BlastRadius } from '../../components/blast-radius';
import { CreateDialog } from '../../components/create-dialog';
import { Dialog } from '../../components/dialog';
import { TerraformWarning } from '../../components/managed-by-terraform';
import { FIRST_OVERLAP, overlapBody, OverlapField } from '../../components/overlap-field';
import { ProblemAlert } from '../../components/problem-alert';
import { useTeamSession } from '../../session/session-context';
import { useActiveTokens, type ServiceKey } from './service-key-api';

type Token = Schemas['ServiceKeyToken'];

interface RotateTokenDialogProps {
  readonly serviceKey: ServiceKey;
  readonly onClose: () => void;
  readonly onRotated: () => void;
}

/** Gives a token of the key a new secret. If the key has several tokens, it asks which (S3). */
export function RotateTokenDialog({ serviceKey, onClose, onRotated }: RotateTokenDialogProps) {
  const tokens = useActiveTokens(serviceKey.id);
  if (tokens.data !== undefined && tokens.data.length > 0) {
    return <Rotation tokens={tokens.data} onClose={onClose} onRotated={onRotated} />;
  }
  return (
    <Dialog opened onClose={onClose} title="Rotate token">
      {tokens.error !== null && <ProblemAlert error={tokens.error} />}
      {tokens.isPending && <Skeleton height={60} />}
      {tokens.data !== undefined && (
        <Text>
          You see no active token of “{serviceKey.name}”, so there is nothing to rotate. Generate a
          token first.
        </Text>
      )}
    </Dialog>
  );
}

interface RotationProps {
  readonly tokens: readonly Token[];
  readonly onClose: () => void;
  readonly onRotated: () => void;
}

function Rotation({ tokens, onClose, onRotated }: RotationProps) {
  const { member } = useTeamSession().membership;
  const nameOf = ({ name, client_id }: Token) => name ?? client_id;
  return (
    <CreateDialog
      opened
      onClose={onClose}
      onCreated={onRotated}
      title="Rotate token"
      submit="Rotate token"
      initialValues={{ token_id: tokens[0]?.id ?? '', overlap: FIRST_OVERLAP }}
      create={async ({ token_id, overlap }, idempotencyKey) => {
        const issued = await answerOf(
          api.POST('/v1/service-key-tokens/{token_id}/rotate', {
            params: { path: { token_id }, header: { 'Idempotency-Key': idempotencyKey } },
            body: overlapBody(overlap),
          }),
        );
        if (issued.secret === null) return null;
        return {
          title: 'Token rotated',
          notice:
            'PLEASE NOTE: After clicking CLOSE, the new token will no longer be available to view, copy or download. Keep it in a safe place.',
          values: [{ label: 'New token', value: issued.secret, isSecret: true }],
          done: 'CLOSE',
          fileName: `${nameOf(issued)}-token.txt`,
        };
      }}
    >
      {(form) => {
        const chosen = tokens.find(({ id }) => id === form.values.token_id);
        const isForeign = chosen?.kind === 'personal' && chosen.member_id !== member.id;
        return (
          <>
            {tokens.length > 1 && (
              <Radio.Group label="Token" {...form.getInputProps('token_id')}>
                <Stack gap="xs" mt="xs">
                  {tokens.map((token) => (
                    <Radio
                      key={token.id}
                      value={token.id}
                      label={nameOf(token)}
                      description={`${token.kind}, ${token.masked_secret ?? token.client_id}`}
                    />
                  ))}
                </Stack>
              </Radio.Group>
            )}
            {chosen && (
              <>
                <TerraformWarning id={chosen.id} change="rotate" />
                <BlastRadius ids={[chosen.id]} noun="token" />
              </>
            )}
            {isForeign && (
              <Text size="sm" c="dimmed">
                This is another member’s personal token. You will not see the new secret: it is kept
                for the member to fetch.
              </Text>
            )}
            <OverlapField {...form.getInputProps('overlap')} />
          </>
        );
      }}
    </CreateDialog>
  );
}

import { Anchor, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Page } from '../../components/page';
import { useMay } from '../../session/session-context';
import { useUnreadCount } from '../notifications/notification-api';
import { SOON_DAYS, UNUSED_DAYS, useExpiringKeys, useUnusedKeys } from './attention';
import { AttentionSection } from './attention-section';
import { REFUSED_DAYS, useFailingKeys } from './failing-keys';
import { useOutdatedSecrets } from './outdated-secrets';

/** What needs attention in the team, as far as the person may see it. */
export function HomePage() {
  const may = useMay();
  const expiring = useExpiringKeys();
  const unused = useUnusedKeys();
  const outdated = useOutdatedSecrets();
  const failing = useFailingKeys();
  return (
    <Page title="Home" description="What needs your attention.">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <AttentionSection
          title={`Keys that expire in ${SOON_DAYS} days`}
          query={expiring}
          found={expiring.found}
          verb="expires"
          nothing={`No key expires in the next ${SOON_DAYS} days.`}
        />
        <AttentionSection
          title={`Keys not used for ${UNUSED_DAYS} days`}
          query={unused}
          found={unused.found}
          verb="last used"
          noTime="never used"
          nothing={`Every key was used in the last ${UNUSED_DAYS} days, or is newer than that.`}
        />
        {outdated.limit !== null && (
          <AttentionSection
            title={`Secrets older than ${outdated.limit}, the limit of your team`}
            query={outdated}
            found={outdated.found}
            verb="secret created"
            nothing="Every secret is newer than that. New keys cannot live longer."
          />
        )}
        {may('audit_events.read') && (
          <AttentionSection
            title="Failing callers"
            query={failing}
            found={failing.found}
            verb="refused"
            nothing={`Nobody used an expired, disabled or revoked key in the last ${REFUSED_DAYS} days.`}
          />
        )}
        <Unread />
      </SimpleGrid>
    </Page>
  );
}

function Unread() {
  const count = useUnreadCount();
  return (
    <Paper withBorder p="md" component="section" aria-label="Unread notifications">
      <Stack gap="xs">
        <Title order={2} size={16}>
          Unread notifications
        </Title>
        {count === '0' && <Text c="dimmed">You have read every notification.</Text>}
        {count !== undefined && count !== '0' && (
          <Anchor component={Link} to="/notifications" w="fit-content">
            {count} unread
          </Anchor>
        )}
      </Stack>
    </Paper>
  );
}

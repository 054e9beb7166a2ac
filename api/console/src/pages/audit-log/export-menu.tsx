import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { messageOf } from '../../api/problem';
import { downloadText } from '../../components/download-text';
import { usePreferences } from '../../preferences/preferences';
import type { AuditFilter } from './audit-filter';
import {
  exportText,
  MEDIA_TYPES,
  readEvents,
  type ExportFormat,
  type ReadEvents,
} from './export-events';

const LABELS: Readonly<Record<ExportFormat, string>> = { csv: 'CSV', jsonl: 'JSON lines' };

interface ExportMenuProps {
  readonly filter: AuditFilter;
  readonly read: ReadEvents;
}

/** Saves every event that the filter finds as a file. */
export function ExportMenu({ filter, read }: ExportMenuProps) {
  const { zone } = usePreferences();
  const [count, setCount] = useState<number>();
  const save = async (format: ExportFormat) => {
    setCount(0);
    try {
      const events = await readEvents(read, filter, zone, setCount);
      downloadText(`audit-log.${format}`, exportText(events, format), MEDIA_TYPES[format]);
    } catch (error) {
      notifications.show({ color: 'red', title: 'Not exported', message: messageOf(error) });
    }
    setCount(undefined);
  };
  const isReading = count !== undefined;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />} disabled={isReading}>
          {isReading ? `${count.toLocaleString('en-US')} events read` : 'Export'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'jsonl'] as const).map((format) => (
          <Menu.Item key={format} onClick={() => void save(format)}>
            {LABELS[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

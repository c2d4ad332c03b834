import { Button, Group, Popover, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { settlePaper, usePaperChange, type Paper } from './requests';

/** Whether a paper comes by hand or by the clock, and when; by the clock of this computer's zone. */
export function ReleaseTime({ sessionId, startsAt, paper }: { sessionId: string; startsAt: string; paper: Paper }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [wall, setWall] = useState(() => wallOf(paper.release_at ?? startsAt));
  const settle = usePaperChange(sessionId, (releaseAt: string | undefined) =>
    settlePaper(paper.id, {
      title: paper.title,
      max_pages: paper.max_pages,
      grace_minutes: paper.grace_minutes,
      ...(releaseAt !== undefined && { release_at: releaseAt }),
    }),
  );
  const save = (releaseAt: string | undefined) => settle.mutateAsync(releaseAt).then(() => setOpen(false));
  return (
    <Popover opened={open} onChange={setOpen} withArrow trapFocus>
      <Popover.Target>
        <Button size="compact-md" variant="default" onClick={() => setOpen(!open)}>
          {t('papers.when')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <TextInput type="datetime-local" step={1} label={t('papers.moment')} value={wall} onChange={(event) => setWall(event.currentTarget.value)} />
          <ErrorNotice error={settle.error} />
          <Group>
            <ProgressButton size="sm" disabled={wall === ''} onPress={() => save(new Date(wall).toISOString())}>
              {t('papers.by_clock')}
            </ProgressButton>
            <ProgressButton size="sm" variant="default" onPress={() => save(undefined)}>
              {t('papers.by_hand')}
            </ProgressButton>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** An instant as the field of a local moment wants it. */
function wallOf(instant: string): string {
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

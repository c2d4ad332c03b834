import { Button, Code, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { useSessionChoices, type Draw, type SetUp } from './model';
import { useDraw, useDraws } from './requests';

/** The draws of an exam, each with what it takes to draw again (FEATURES A17). */
export function Draws({ set }: { set: SetUp }) {
  const { t } = useTranslation();
  const draws = useDraws(set.id);
  if (draws.data === undefined || draws.data.draws.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={3}>{t('planning.draws.title')}</Title>
      {draws.data.draws.map((one) => (
        <DrawLine key={one.id} set={set} one={one} />
      ))}
    </Stack>
  );
}

function DrawLine({ set, one }: { set: SetUp; one: Draw }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Paper withBorder p="sm" data-draw={one.kind}>
      <Group justify="space-between">
        <Text size="sm">
          {t(`planning.draws.${one.kind}`)} · {new Date(one.at).toLocaleString(i18n.language, { timeZone: set.time_zone })} · {one.by}
        </Text>
        <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'planning.draws.less' : 'planning.draws.more')}
        </Button>
      </Group>
      {open && <Recipe set={set} drawId={one.id} />}
    </Paper>
  );
}

function Recipe({ set, drawId }: { set: SetUp; drawId: string }) {
  const { t } = useTranslation();
  const choices = useSessionChoices(set);
  const draw = useDraw(set.id, drawId);
  if (draw.data === undefined) return <ErrorNotice error={draw.error} onRetry={() => void draw.refetch()} />;
  const { commitment, secret, word, seed, pool, outcome } = draw.data;
  const placeOf = (one: { session_id: string; room_id: string }) =>
    set.rooms.find(({ id }) => id === one.room_id)?.name ?? choices.find(({ value }) => value === one.session_id)?.label ?? '';
  const facts: [string, string][] = [
    ...(secret === '' ? [] : ([['commitment', commitment], ['secret', secret], ['word', word === '' ? '—' : word]] as [string, string][])),
    ['seed', seed],
  ];
  return (
    <Stack gap={6} mt="xs">
      {facts.map(([key, value]) => (
        <Text key={key} size="sm">
          {t(`planning.draws.${key}`)}: <Code style={{ wordBreak: 'break-all' }}>{value}</Code>
        </Text>
      ))}
      <Text size="sm">{t('planning.draws.how')}</Text>
      <Code block style={{ whiteSpace: 'pre-wrap', wordBreak: 'break-all' }}>
        {secret !== '' && `printf %s '${secret}' | sha256sum   # ${t('planning.draws.commitment')}\nprintf %s '${secret}:${word.replaceAll("'", "'\\''")}' | sha256sum   # ${t('planning.draws.seed')}\n`}
        {`while read -r n; do printf %s "${seed}:$n" | sha256sum | cut -c1-64 | tr '\\n' ' '; echo "$n"; done | sort`}
      </Code>
      {pool !== undefined && pool !== null && (
        <Text size="sm">
          {t('planning.draws.pool', { count: pool.length })}: {pool.join(' ')}
        </Text>
      )}
      <Text size="sm">{t('planning.draws.outcome')}</Text>
      <ol style={{ margin: 0, maxHeight: 240, overflowY: 'auto' }}>
        {(outcome ?? []).map((one) => (
          <li key={one.name}>
            <Text size="sm">
              {one.name} → {placeOf(one)} · {t('planning.seats.order_no', { n: one.order })}
            </Text>
          </li>
        ))}
      </ol>
    </Stack>
  );
}

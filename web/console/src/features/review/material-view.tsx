import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Material } from './model';
import classes from './review-page.module.css';

interface MaterialViewProps {
  one: Material;
  busy: boolean;
  onPass: () => void;
  onReject: () => void;
}

/** What was handed in beside whose it is. */
export function MaterialView({ one, busy, onPass, onReject }: MaterialViewProps) {
  const { t, i18n } = useTranslation();
  const path = (file: string) => `/api/materials/${one.id}/files/${file}`;
  return (
    <Paper withBorder p="md" component="section" aria-label={`${one.name} · ${one.requirement}`} data-state={one.state}>
      <Group justify="space-between" align="flex-start" mb="sm">
        <Stack gap={2}>
          <Title order={2}>
            <span dir="auto">{one.name}</span> · {one.requirement}
          </Title>
          <Text>
            {one.number} · {one.major} · {one.exam}
          </Text>
          <Text size="sm" c="dimmed">
            {t('review.handed', { at: new Date(one.handed_at).toLocaleString(i18n.language), version: one.version })}
            {one.judged_by !== undefined && ` · ${t('review.by', { name: one.judged_by })}`}
          </Text>
          {one.reason !== undefined && <Text c="red.9">{one.reason}</Text>}
        </Stack>
        {one.state === 'pending' && (
          <Group>
            <Button size="md" color="teal.9" loading={busy} onClick={onPass}>
              {t('review.pass')} (P)
            </Button>
            <Button size="md" color="red" variant="light" onClick={onReject}>
              {t('review.reject')} (R)
            </Button>
          </Group>
        )}
      </Group>
      <div className={classes.sides}>
        <Stack>
          {one.files.map((file) => (
            <FileView key={file.id} type={file.type} name={file.name} path={path(file.id)} />
          ))}
        </Stack>
        <figure className={classes.photo}>
          {one.has_photo ? <img src={path('photo')} alt={t('review.photo')} /> : <Text c="dimmed">{t('review.no_photo')}</Text>}
          <figcaption>{t('review.photo')}</figcaption>
        </figure>
      </div>
    </Paper>
  );
}

function FileView({ type, name, path }: { type: string; name: string; path: string }) {
  const { t } = useTranslation();
  const [turns, setTurns] = useState(0);
  const [large, setLarge] = useState(false);
  if (type.startsWith('video/')) return <video className={classes.shown} src={path} controls preload="metadata" aria-label={name} />;
  if (type === 'application/pdf') {
    return (
      <Button component="a" href={path} target="_blank" rel="noreferrer" variant="light">
        {t('review.open_pdf', { name })}
      </Button>
    );
  }
  return (
    <div>
      <Group gap="xs" mb={4}>
        <Button size="compact-sm" variant="default" onClick={() => setTurns((n) => n + 1)}>
          {t('review.turn')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setLarge((is) => !is)}>
          {t(large ? 'review.smaller' : 'review.larger')}
        </Button>
        <Text size="sm" c="dimmed">
          {name}
        </Text>
      </Group>
      <div className={classes.frame}>
        <img className={classes.shown} data-large={large} style={{ transform: `rotate(${turns * 90}deg)` }} src={path} alt={name} />
      </div>
    </div>
  );
}

import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { secondsUntil, useServerNow } from '@shared/clock';
import { clockText, ErrorNotice, ProgressButton } from '@shared/ui';
import { Icon } from '../../../icons';
import { Card } from '../../../layout/card';
import { useReturn, useTakeBreak, type Written } from './requests';
import classes from './written.module.css';

interface BreakProps {
  sittingId: string;
  rest: NonNullable<Written['break']>;
}

/** The breaks that were granted to her, and the way to take one (FEATURES K3). */
export function BreakBar({ sittingId, rest }: BreakProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const take = useTakeBreak(sittingId);
  const minutes = Math.floor(rest.next_seconds / 60);
  const press = async () => {
    await take.mutateAsync(undefined);
    setAsked(false);
  };
  return (
    <div className={classes.rest} data-testid="breaks">
      <span>{minutes === 0 ? t('break.none_left') : rest.sum ? t('break.left_sum', { minutes }) : t('break.left', { n: rest.left, minutes })}</span>
      {minutes > 0 && (
        <Button size="md" variant="default" onClick={() => setAsked(true)}>
          {t('break.take')}
        </Button>
      )}
      {asked && (
        <Modal opened onClose={() => setAsked(false)} title={t('break.ask')} centered>
          <Stack gap="md">
            <Text>{t('break.ask_text', { minutes })}</Text>
            <ErrorNotice error={take.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsked(false)}>
                {t('break.not_now')}
              </Button>
              <ProgressButton onPress={press}>{t('break.begin')}</ProgressButton>
            </Group>
          </Stack>
        </Modal>
      )}
    </div>
  );
}

/** In the paper's place while she rests: how long she still may, and the way back. */
export function BreakView({ sittingId, rest }: BreakProps) {
  const { t } = useTranslation();
  const left = secondsUntil(rest.back_by ?? '', useServerNow());
  const back = useReturn(sittingId);
  return (
    <Card tone={left > 0 ? 'calm' : 'warm'}>
      <div className={classes.before} data-testid="on-break" data-overdue={left === 0 || undefined}>
        <Icon name="clock" size={38} />
        <div role={left > 0 ? 'status' : 'alert'}>
          <Title order={2}>{t(left > 0 ? 'break.title' : 'break.over_title')}</Title>
          <Text>{t(left > 0 ? 'break.text' : 'break.over_text')}</Text>
        </div>
        {left > 0 && (
          <span role="timer" aria-label={t('break.until')} className={classes.left} data-testid="break-left">
            {clockText(left)}
          </span>
        )}
        <ErrorNotice error={back.error} />
        <ProgressButton size="lg" onPress={async () => void (await back.mutateAsync(undefined))}>
          {t('break.back')}
        </ProgressButton>
      </div>
    </Card>
  );
}

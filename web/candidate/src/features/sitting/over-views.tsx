import { Button, Stack, Text, Title } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { lazyPage } from '@shared/lazy-page';
import type { Position, SittingView } from '@shared/model';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Icon } from '../../icons';
import { Card } from '../../layout/card';
import { instantText } from '../room-info/when';
import { useJoin } from './api';
import { remember } from './memory';
import classes from './plain-view.module.css';

const ReceiptOf = lazyPage(() => import('./written/receipt-card'));

export interface OverViewProps {
  sitting: SittingView;
  outcome: 'finished' | 'absent' | 'terminated';
  /** This browser joined by a pairing code and has nothing else to go to. */
  paired: boolean;
}

/** The end, on both phones, and why there is no way back in (manual 2.1.9; FEATURES C13). */
export function OverView({ sitting, outcome, paired }: OverViewProps) {
  const { t, i18n } = useTranslation();
  const { ended } = sitting;
  const mock = sitting.mock === true;
  const written = sitting.subject.exam_type === 'written';
  const video = sitting.subject.exam_type === 'video' ? (sitting.phase === 'submitted' ? 'video' : 'video_over') : undefined;
  const ending = outcome !== 'finished' ? outcome : written ? 'written' : (video ?? outcome);
  return (
    <div className={classes.plain}>
      <Card tone={outcome === 'finished' ? 'calm' : 'warm'}>
        <div className={classes.center} role="status" data-testid="over" data-outcome={outcome}>
          <span className={classes.mark} data-tone={outcome === 'finished' ? 'done' : 'warn'}>
            <Icon name={outcome === 'finished' ? 'check' : 'clock'} size={38} />
          </span>
          <Title order={2}>{mock ? t(`practice.over.${outcome}.title`) : t(`over.${ending}.title`)}</Title>
          <Text>{mock ? t(`practice.over.${outcome}.text`) : t(`over.${ending}.text`)}</Text>
          {ended !== undefined && (
            <Text size="sm" c="var(--ink-soft)">
              {t('over.at', { at: instantText(ended.at, i18n.language) })}
            </Text>
          )}
          {!mock && ended?.reason !== undefined && ended.reason !== '' && ended.reason !== 'session_end' && (
            <Text size="sm">{t('over.reason', { reason: ended.reason })}</Text>
          )}
          <Text size="sm" c="var(--ink-soft)">
            {t('over.cameras_off')}
          </Text>
          {sitting.contact !== '' && (
            <Text size="sm" c="var(--ink-soft)">
              {t('room_info.call', { contact: sitting.contact })}
            </Text>
          )}
        </div>
      </Card>
      {written && (
        <Suspense fallback={null}>
          <ReceiptOf sittingId={sitting.id} />
        </Suspense>
      )}
      {paired ? (
        <Text ta="center" c="var(--ink-soft)">
          {t('over.close_page')}
        </Text>
      ) : (
        <Button component={Link} to={`/enrolments/${sitting.enrolment_id}${mock ? '/practice' : ''}`} variant="light" fullWidth>
          {t(mock ? 'practice.back' : 'sitting.to_room')}
        </Button>
      )}
    </div>
  );
}

/** Another device took this one's place (FEATURES B2). */
export function ReplacedView({ sitting, position }: { sitting: SittingView; position: Position }) {
  const { t } = useTranslation();
  const join = useJoin(sitting.id);
  return (
    <div className={classes.plain}>
      <Card tone="warm">
        <div className={classes.center} role="alert" data-testid="replaced">
          <span className={classes.mark} data-tone="warn">
            <Icon name="switch" size={36} />
          </span>
          <Title order={2}>{t('replaced.title')}</Title>
          <Text>{t('replaced.text', { camera: t(`position.${position}`) })}</Text>
        </div>
      </Card>
      <Stack gap="sm">
        <ErrorNotice error={join.error} />
        <ProgressButton variant="light" fullWidth onPress={() => join.mutateAsync({ position, takeOver: true })}>
          {t('replaced.take_back')}
        </ProgressButton>
        <Button variant="subtle" fullWidth onClick={() => remember(sitting.id, { position: 0, ready: false })}>
          {t('replaced.leave')}
        </Button>
      </Stack>
    </div>
  );
}

export function PausedView({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation();
  return (
    <div className={classes.plain}>
      <Card tone="warm">
        <div className={classes.center} role="status">
          <span className={classes.mark} data-tone="warn">
            <Icon name="clock" size={36} />
          </span>
          <Title order={2}>{t('paused.title')}</Title>
          <Text>{t('paused.text')}</Text>
          {sitting.contact !== '' && <Text size="sm">{t('room_info.call', { contact: sitting.contact })}</Text>}
        </div>
      </Card>
    </div>
  );
}

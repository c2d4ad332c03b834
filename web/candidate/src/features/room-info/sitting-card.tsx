import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EnrolmentSitting } from '@shared/model';
import { Countdown, PhaseBadge } from '@shared/ui';
import { Card, Facts } from '../../layout/card';
import { entryState, type EntryState } from './entry-state';
import classes from './sitting-card.module.css';
import { instantText, spanText } from './when';

export interface SittingCardProps {
  sitting: EnrolmentSitting;
  nowMs: number;
  contact: string;
}

/** One subject: when, where, what kind, and whether it may be entered now. */
export function SittingCard({ sitting, nowMs, contact }: SittingCardProps) {
  const { t, i18n } = useTranslation();
  const state = entryState(sitting, nowMs);
  return (
    <Card>
      <article data-sitting={sitting.id} data-entry={state.kind}>
        <header className={classes.head}>
          <h2 className={classes.name}>{sitting.subject.name}</h2>
          <PhaseBadge phase={sitting.phase} size="lg" />
        </header>
        {sitting.subject.intro !== '' && <p className={classes.intro}>{sitting.subject.intro}</p>}
        <Facts
          rows={[
            [t('room_info.time'), spanText(sitting.starts_at, sitting.ends_at, i18n.language)],
            [t('room_info.type'), t(`exam_type.${sitting.subject.exam_type}`)],
            [t('room_info.room'), sitting.room.name],
            [t('room_info.entry'), spanText(sitting.entry_opens_at, sitting.entry_closes_at, i18n.language)],
            [t('room_info.cameras'), t(`room_info.second_${sitting.second_camera}`)],
            ...(sitting.first_camera === 'any' ? [] : ([[t('position.1'), t(`device_kind.${sitting.first_camera}`)]] as const)),
          ]}
        />
        {sitting.room.intro !== '' && <p className={classes.note}>{sitting.room.intro}</p>}
        <Enter id={sitting.id} state={state} contact={contact} />
      </article>
    </Card>
  );
}

function Enter({ id, state, contact }: { id: string; state: EntryState; contact: string }) {
  const { t, i18n } = useTranslation();
  const at = (instant: string) => instantText(instant, i18n.language);
  switch (state.kind) {
    case 'going_on':
    case 'open':
      return (
        <div className={classes.enter}>
          <Button component={Link} to={`/sittings/${id}`} fullWidth size="xl">
            {t(state.kind === 'open' ? 'room_info.enter' : 'room_info.return')}
          </Button>
          {state.kind === 'open' && (
            <Text size="sm" ta="center" c="var(--ink-soft)">
              {t('room_info.closes_at', { at: at(state.closesAt) })}
            </Text>
          )}
        </div>
      );
    case 'not_yet':
      return (
        <div className={classes.enter} data-tone="wait">
          <Text ta="center">{t('room_info.opens_at', { at: at(state.opensAt) })}</Text>
          <Countdown until={state.opensAt} className={classes.count} />
        </div>
      );
    case 'closed':
      return (
        <div className={classes.enter} data-tone="stop" role="note">
          <Text ta="center" fw={600}>
            {t('room_info.closed_at', { at: at(state.closedAt) })}
          </Text>
          {contact !== '' && (
            <Text size="sm" ta="center">
              {t('room_info.call', { contact })}
            </Text>
          )}
        </div>
      );
    case 'over':
      return (
        <div className={classes.enter} data-tone="wait" role="note">
          <Text ta="center" fw={600}>
            {t(state.phase === 'absent' ? 'room_info.absent' : 'room_info.over')}
          </Text>
          {contact !== '' && (
            <Text size="sm" ta="center">
              {t('room_info.call', { contact })}
            </Text>
          )}
        </div>
      );
  }
}

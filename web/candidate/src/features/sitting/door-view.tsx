import { Button, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SittingView } from '@shared/model';
import { Countdown, useErrorText } from '@shared/ui';
import { ApiError } from '@shared/api/client';
import { instantText } from '../room-info/when';
import { Card } from '../../layout/card';
import classes from './plain-view.module.css';

/** Outside the entry window: when it opens, or that it has closed, and whom to call (FEATURES B5). */
export function DoorView({ sitting, code }: { sitting: SittingView; code: string }) {
  const { t, i18n } = useTranslation();
  const text = useErrorText();
  const early = code === 'entry_not_open';
  const instant = early ? sitting.entry_opens_at : sitting.entry_closes_at;
  return (
    <div className={classes.plain}>
      <Card tone={early ? 'calm' : 'warm'}>
        <div className={classes.center} role="note" data-door={code}>
          <Title order={2}>{text(new ApiError(code, '', 409))}</Title>
          <Text>
            {t(early ? 'room_info.opens_at' : 'room_info.closed_at', { at: instantText(instant, i18n.language) })}
          </Text>
          {early && <Countdown until={instant} className={classes.count} />}
          {sitting.contact !== '' && (
            <Text size="sm" c="var(--ink-soft)">
              {t('room_info.call', { contact: sitting.contact })}
            </Text>
          )}
        </div>
      </Card>
      <Button component={Link} to={`/enrolments/${sitting.enrolment_id}`} variant="light" fullWidth>
        {t('sitting.to_room')}
      </Button>
    </div>
  );
}

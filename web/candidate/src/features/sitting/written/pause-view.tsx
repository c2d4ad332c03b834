import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { clockText } from '@shared/ui';
import { Icon } from '../../../icons';
import { Card } from '../../../layout/card';
import type { Written } from './requests';
import classes from './written.module.css';

/** In the paper's place while staff have stopped her time: why, and what is left of it (FEATURES G6). */
export function PauseView({ pause }: { pause: NonNullable<Written['pause']> }) {
  const { t } = useTranslation();
  return (
    <Card tone="warm">
      <div className={classes.before} data-testid="paused" role="alert">
        <Icon name="clock" size={38} />
        <Title order={2}>{t('pause.title')}</Title>
        <Text>{t('pause.reason', { reason: pause.reason })}</Text>
        <Text>{t('pause.left')}</Text>
        <span className={classes.left} data-testid="pause-left">
          {clockText(pause.left_seconds)}
        </span>
        <Text>{t('pause.text')}</Text>
      </div>
    </Card>
  );
}

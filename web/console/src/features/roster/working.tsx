import { Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Plan } from './model';

/** How far a file has been sent. */
export function Sending({ share }: { share: number | undefined }) {
  const { t } = useTranslation();
  if (share === undefined) return null;
  return (
    <div role="status">
      <Text size="sm">{t('roster.sending', { percent: Math.round(share * 100) })}</Text>
      <Progress value={share * 100} aria-label={t('roster.sending_label')} />
    </div>
  );
}

/** How far the server is with a file; a bar that only moves while it cannot be said. */
export function Working({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const known = plan.total > 0 && plan.stage !== 'comparing';
  return (
    <div role="status">
      <Text>
        {t(`roster.stage.${plan.stage ?? 'reading'}`)}
        {known && ` ${plan.done} / ${plan.total}`}
      </Text>
      <Progress value={known ? (100 * plan.done) / plan.total : 100} animated={!known} aria-label={t('roster.working')} />
    </div>
  );
}

import { Badge, type BadgeProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Phase } from '../model';

const colors: Record<Phase, string> = {
  assigned: 'gray',
  check_in: 'cyan',
  waiting: 'brand',
  invited: 'orange',
  interviewing: 'teal',
  seated: 'brand',
  answering: 'teal',
  ready: 'brand',
  recording: 'red',
  previewing: 'orange',
  uploading: 'cyan',
  submitted: 'indigo',
  finished: 'gray',
  absent: 'red',
  paused: 'yellow',
  terminated: 'red',
};

/** The phase of a sitting in a word, which is never cut short. */
export function PhaseBadge({ phase, ...rest }: { phase: Phase } & BadgeProps) {
  const { t } = useTranslation();
  return (
    <Badge color={colors[phase]} variant="light" tt="none" miw="max-content" data-phase={phase} {...rest}>
      {t(`phase.${phase}`)}
    </Badge>
  );
}

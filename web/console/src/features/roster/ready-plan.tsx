import { Alert, Button, Checkbox, Group, List, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import { ErrorNotice } from '@shared/ui';
import type { Difference, Plan } from './model';
import { PlanColumns, PlanRows } from './plan-rows';
import { useImport } from './requests';

interface Props {
  plan: Plan;
  onOther: () => void;
  onAgain: () => void;
}

/** A sheet that was checked: what would happen, and the button that does it. */
export function ReadyPlan({ plan, onOther, onAgain }: Props) {
  const { t } = useTranslation();
  const [leaveOut, setLeaveOut] = useState(false);
  const start = useImport(plan.id);
  const { counts } = plan;
  const does = counts.new + counts.changed;
  return (
    <Paper withBorder p="lg">
      <Stack gap="md">
        <Text size="lg" role="status">
          {t('roster.checked', { file: plan.file_name, ...counts })}
        </Text>
        <Text c="dimmed">{t('roster.nothing_yet')}</Text>
        <PlanColumns plan={plan} />
        {counts.wrong > 0 && (
          <Checkbox
            size="md"
            label={t('roster.leave_out', { count: counts.wrong })}
            checked={leaveOut}
            onChange={(event) => setLeaveOut(event.currentTarget.checked)}
          />
        )}
        <Refused error={start.error} onAgain={onAgain} />
        <Group>
          <Button
            size="md"
            loading={start.isPending}
            disabled={does === 0 || (counts.wrong > 0 && !leaveOut)}
            onClick={() => start.mutate(leaveOut)}
          >
            {t('roster.import', { count: does })}
          </Button>
          <Button size="md" variant="default" onClick={onOther} disabled={start.isPending}>
            {t('roster.other_file')}
          </Button>
        </Group>
        {start.isPending && <Text role="status">{t('roster.importing')}</Text>}
        <PlanRows plan={plan} />
      </Stack>
    </Paper>
  );
}

/** Why an import was refused; where the roster changed meanwhile, in which rows. */
function Refused({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const { t } = useTranslation();
  if (!isApiError(error) || error.extras.why !== 'base_changed') return <ErrorNotice error={error} title={t('roster.import_failed')} />;
  const differences = (error.extras.differences ?? []) as Difference[];
  return (
    <Alert color="orange" variant="light" role="alert" title={t('roster.base_changed', { count: Number(error.extras.count) })}>
      <Stack gap="sm" align="flex-start">
        <List size="sm">
          {differences.map((one) => (
            <List.Item key={one.row}>
              {t('roster.difference', {
                row: one.row,
                number: one.number,
                was: t(`roster.verdict.${one.was}`),
                is: t(`roster.verdict.${one.is}`),
              })}
            </List.Item>
          ))}
        </List>
        <Button onClick={onAgain}>{t('roster.check_again')}</Button>
      </Stack>
    </Alert>
  );
}

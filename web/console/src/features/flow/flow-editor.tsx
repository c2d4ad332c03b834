import { ActionIcon, Alert, Button, Checkbox, Group, NumberInput, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import { ErrorNotice } from '@shared/ui';
import classes from './flow-page.module.css';
import { kinds, moved, same, stepOf, type Flows, type FlowStep } from './model';
import { Preview } from './preview';
import { useKeepFlow, useLookers, useRemoveFlow } from './requests';

export interface FlowEditorProps {
  flows: Flows;
  /** Empty for the whole exam. */
  subject: string;
  /** What is kept for it, undefined for nothing. */
  own: Flows['flows'][number] | undefined;
  /** What the editor begins with. */
  begin: Flows['flows'][number] | undefined;
}

/** The steps in their order with their settings, beside what a candidate will see. */
export function FlowEditor({ flows, subject, own, begin }: FlowEditorProps) {
  const { t } = useTranslation();
  const [steps, setSteps] = useState<FlowStep[]>(begin?.steps ?? []);
  const keep = useKeepFlow(flows.exam.id);
  const remove = useRemoveFlow(flows.exam.id);
  const changed = own === undefined ? subject !== '' || steps.length > 0 : !same(steps, own.steps);
  const free = kinds.filter((kind) => !steps.some((one) => one.kind === kind));
  const lacksPledge = steps.some(({ kind }) => kind === 'pledge') && flows.pledge === undefined;
  const set = (at: number, part: Partial<FlowStep>) => setSteps(steps.map((one, n) => (n === at ? { ...one, ...part } : one)));
  const save = () => keep.mutate({ subject_id: subject, steps, version: own?.version ?? 0 });
  return (
    <div className={classes.columns}>
      <Paper component="section" withBorder p="md" aria-labelledby="steps-title">
        <Title order={2} id="steps-title" mb="xs">
          {t('flow.steps')}
        </Title>
        <Text c="dimmed" mb="sm">
          {t('flow.steps_hint')}
        </Text>
        {steps.length === 0 && <Text mb="sm">{t('flow.none')}</Text>}
        <ol className={classes.steps}>
          {steps.map((step, n) => (
            <li key={step.kind} className={classes.step} data-step={step.kind}>
              <span className={classes.number}>{n + 1}</span>
              <div className={classes.body}>
                <Text fw={600}>{t(`step.${step.kind}`)}</Text>
                <Settings step={step} onChange={(part) => set(n, part)} />
              </div>
              <Group gap={4} wrap="nowrap">
                <ActionIcon variant="default" size="lg" disabled={n === 0} aria-label={t('flow.up', { step: t(`step.${step.kind}`) })} onClick={() => setSteps(moved(steps, n, -1))}>
                  ↑
                </ActionIcon>
                <ActionIcon variant="default" size="lg" disabled={n === steps.length - 1} aria-label={t('flow.down', { step: t(`step.${step.kind}`) })} onClick={() => setSteps(moved(steps, n, 1))}>
                  ↓
                </ActionIcon>
                <ActionIcon variant="subtle" color="red.9" size="lg" aria-label={t('flow.remove', { step: t(`step.${step.kind}`) })} onClick={() => setSteps(steps.filter((one) => one !== step))}>
                  ✕
                </ActionIcon>
              </Group>
            </li>
          ))}
        </ol>
        <Stack gap="sm" mt="md">
          {free.length > 0 && (
            <Select size="md" maw={320} label={t('flow.add')} placeholder={t('flow.add_hint')} data={free.map((kind) => ({ value: kind, label: t(`step.${kind}`) }))} value={null} onChange={(kind) => setSteps([...steps, ...free.filter((one) => one === kind).map(stepOf)])} />
          )}
          {lacksPledge && (
            <Alert color="orange" variant="light">
              {t('flow.lacks_pledge')}
            </Alert>
          )}
          {isApiError(keep.error, 'conflict') ? <Alert color="orange">{t('flow.changed_meanwhile')}</Alert> : <ErrorNotice error={keep.error ?? remove.error} />}
          <Group>
            <Button size="md" disabled={!changed || lacksPledge} loading={keep.isPending} onClick={save}>
              {t('flow.save')}
            </Button>
            {own !== undefined && subject !== '' && (
              <Button size="md" variant="default" loading={remove.isPending} onClick={() => remove.mutate(subject)}>
                {t('flow.follow_exam')}
              </Button>
            )}
          </Group>
        </Stack>
      </Paper>
      <Preview steps={steps} pledge={flows.pledge} />
    </div>
  );
}

/** Who looks at faces in this exam: the school's choice, or one of its own (FEATURES B7). */
function Looker({ step, onChange }: { step: FlowStep; onChange: (part: Partial<FlowStep>) => void }) {
  const { t } = useTranslation();
  const offered = useLookers().data?.providers ?? [];
  const data = [...new Set([...offered, ...(step.provider === undefined ? [] : [step.provider])])].map((one) => ({ value: one, label: t(`face_rule.provider.${one}`) }));
  return (
    <Select
      w={260}
      label={t('flow.looker')}
      placeholder={t('flow.looker_school')}
      clearable
      clearButtonProps={{ 'aria-label': t('flow.looker_school') }}
      data={data}
      value={step.provider ?? null}
      onChange={(one) => onChange({ provider: (one ?? undefined) })}
    />
  );
}

function Settings({ step, onChange }: { step: FlowStep; onChange: (part: Partial<FlowStep>) => void }) {
  const { t } = useTranslation();
  if (step.kind === 'room_scan') {
    return (
      <Stack gap={6} mt={6}>
        <Checkbox label={t('flow.second_camera')} checked={step.second_camera === true} onChange={(event) => onChange({ second_camera: event.currentTarget.checked })} />
        <Checkbox label={t('flow.tick')} checked={step.tick === true} onChange={(event) => onChange({ tick: event.currentTarget.checked })} />
      </Stack>
    );
  }
  if (step.kind === 'face_check') {
    return (
      <Group gap="md" mt={6} align="flex-end">
        <NumberInput w={140} label={t('flow.tries')} min={1} max={10} value={step.tries ?? 3} onChange={(tries) => onChange({ tries: Number(tries) })} />
        <Looker step={step} onChange={onChange} />
        <Checkbox label={t('flow.strict')} checked={step.strict === true} onChange={(event) => onChange({ strict: event.currentTarget.checked })} />
      </Group>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      {t(`flow.about.${step.kind}`)}
    </Text>
  );
}

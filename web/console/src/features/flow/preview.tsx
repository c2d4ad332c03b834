import { Button, Checkbox, Group, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlacingPicture } from '@shared/ui';
import classes from './flow-page.module.css';
import { stepsFor, type FlowStep, type Published } from './model';

/** What a candidate will see on her phone, step after step, as the editor stands. */
export function Preview({ steps, pledge }: { steps: readonly FlowStep[]; pledge: Published | undefined }) {
  const { t } = useTranslation();
  const [different, setDifferent] = useState({ no_face_check: false, one_camera: false });
  const [shown, setShown] = useState(0);
  const own = stepsFor(steps, different);
  const at = Math.min(shown, own.length);
  const step = own[at];
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="preview-title">
      <Title order={2} id="preview-title" mb="xs">
        {t('flow.preview')}
      </Title>
      <Group mb="sm">
        {(['no_face_check', 'one_camera'] as const).map((what) => (
          <Checkbox key={what} label={t(`flow.for.${what}`)} checked={different[what]} onChange={(event) => setDifferent({ ...different, [what]: event.currentTarget.checked })} />
        ))}
      </Group>
      <div className={classes.phone} data-testid="preview" data-step={step?.kind ?? 'waiting_area'}>
        {own.length > 0 && (
          <ol className={classes.progress}>
            {own.map(({ kind }, n) => (
              <li key={kind} aria-current={n === at ? 'step' : undefined}>
                {t(`step.${kind}`)}
              </li>
            ))}
          </ol>
        )}
        <div className={classes.screen}>
          <Text fw={700} size="lg">
            {step === undefined ? t('flow.screen.enter') : t(`step.${step.kind}`)}
          </Text>
          <Screen step={step} pledge={pledge} />
        </div>
      </div>
      <Group justify="space-between" mt="sm">
        <Button variant="default" disabled={at === 0} onClick={() => setShown(at - 1)}>
          {t('flow.earlier')}
        </Button>
        <Button variant="default" disabled={at === own.length} onClick={() => setShown(at + 1)}>
          {t('flow.later')}
        </Button>
      </Group>
    </Paper>
  );
}

function Screen({ step, pledge }: { step: FlowStep | undefined; pledge: Published | undefined }) {
  const { t } = useTranslation();
  if (step === undefined) return <Text>{t('flow.screen.enter_text')}</Text>;
  if (step.kind === 'pledge') {
    return (
      <>
        <div className={classes.pledge}>{pledge === undefined ? t('flow.lacks_pledge') : `${pledge.title}\n\n${pledge.body}`}</div>
        <Text size="sm">{t('flow.screen.pledge')}</Text>
      </>
    );
  }
  if (step.kind === 'room_scan') {
    return (
      <>
        <PlacingPicture second={step.second_camera === true} />
        <Text size="sm">{t(step.tick === true ? 'flow.screen.scan_tick' : 'flow.screen.scan')}</Text>
      </>
    );
  }
  return <Text>{t(`flow.screen.${step.kind}`, { tries: step.tries ?? 3 })}</Text>;
}

import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@shared/api/hooks';
import { trackOf } from '@shared/media';
import type { CheckInStep, SittingView } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { Card } from '../../layout/card';
import type { CheckInSteps } from '../../layout/check-in';
import { Waiting } from '../../layout/waiting';
import { sittingKey, useLeave } from './api';
import classes from './check-in-view.module.css';
import { DeviceCheckStep } from './device-check-step';
import { useMedia } from './media-context';
import { remember } from './memory';
import { RoomScanStep } from './room-scan-step';

/** The steps of check-in in their order, one at a time (manual 2.1.2; FEATURES B3). */
export function CheckInView({ sitting, steps: others }: { sitting: SittingView; steps: CheckInSteps }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { local } = useMedia();
  const me = useMe();
  const leave = useLeave(sitting.id);
  const steps = sitting.check_in?.steps ?? [];
  const now = steps.findIndex(({ kind }) => kind === sitting.check_in?.next);
  const step = steps[now];
  if (step === undefined) return null;
  const Screen = { device_check: DeviceCheckStep, room_scan: RoomScanStep, ...others }[step.kind];
  const onDone = (view?: SittingView) => {
    if (view === undefined) void client.invalidateQueries({ queryKey: sittingKey(sitting.id) });
    else client.setQueryData(sittingKey(sitting.id), view);
  };
  const goBack = async () => {
    remember(sitting.id, { position: 0, ready: false });
    await leave.mutateAsync();
  };
  return (
    <div className={classes.view} data-step={step.kind} data-state={step.state}>
      <Progress steps={steps} now={now} />
      <Suspense fallback={<Waiting />}>
        {Screen === undefined ? (
          <Card tone="warm">
            <Text role="status">{t('check_in.by_staff')}</Text>
          </Card>
        ) : (
          <Screen key={step.kind} sitting={sitting} step={step} camera={trackOf(local.camera)} microphone={trackOf(local.microphone)} onDone={onDone} />
        )}
      </Suspense>
      <ErrorNotice error={leave.error} />
      {me.data?.kind === 'candidate' && (
        <Button variant="subtle" size="md" onClick={() => void goBack()}>
          {t('preview.other_position')}
        </Button>
      )}
    </div>
  );
}

/** All steps by name, with the one to do now; a new one begins at the top and is read out. */
function Progress({ steps, now }: { steps: readonly CheckInStep[]; now: number }) {
  const { t } = useTranslation();
  const top = useRef<HTMLElement>(null);
  const shown = useRef(now);
  useEffect(() => {
    if (shown.current === now) return;
    shown.current = now;
    scrollTo(0, 0);
    top.current?.focus({ preventScroll: true });
  }, [now]);
  return (
    <nav ref={top} tabIndex={-1} className={classes.progress} aria-label={t('check_in.progress')}>
      <p className={classes.count} role="status">
        {t('check_in.count', { n: now + 1, all: steps.length })}
      </p>
      <ol className={classes.steps}>
        {steps.map(({ kind, state }, n) => {
          const passed = state === 'done' || state === 'continued' || state === 'overridden';
          return (
            <li key={kind} data-passed={passed || undefined} aria-current={n === now ? 'step' : undefined}>
              <span>{t(`check_in.step.${kind}`)}</span>
              {passed && <span className={classes.hidden}>{t('check_in.passed')}</span>}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

import '@mantine/core/styles/Progress.css';
import { Button, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { VideoTile } from '@shared/media';
import type { SittingView } from '@shared/model';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import classes from './face-step.module.css';
import { useBegin, type Challenge, type Face } from './requests';
import { useRun, type Run } from './use-run';

interface ChallengeViewProps {
  sitting: SittingView;
  face: Face;
  camera: MediaStreamTrack | undefined;
  onHandedIn: () => void;
  onPerson: () => void;
}

/** The movements, one after the other, each photographed when it is seen (FEATURES B7). */
export function ChallengeView({ sitting, face, camera, onHandedIn, onPerson }: ChallengeViewProps) {
  const { t } = useTranslation();
  const begin = useBegin(sitting.id);
  const challenge = begin.data;
  return (
    <>
      {challenge === undefined ? (
        <>
          <div className={classes.picture}>
            <VideoTile source={camera} name={t('face.tile')} mirrored />
          </div>
          <Text>{t('face.lead', { n: face.tries_left })}</Text>
          <ErrorNotice error={begin.error} />
          <ProgressButton fullWidth disabled={camera === undefined} onPress={async () => void (await begin.mutateAsync())}>
            {t('face.begin')}
          </ProgressButton>
        </>
      ) : (
        <Moving key={challenge.id} sitting={sitting} face={face} camera={camera} challenge={challenge} onHandedIn={onHandedIn} onRestart={() => begin.reset()} />
      )}
      <Button variant="subtle" onClick={onPerson}>
        {t('face.person_instead')}
      </Button>
    </>
  );
}

interface MovingProps extends Omit<ChallengeViewProps, 'onPerson'> {
  challenge: Challenge;
  onRestart: () => void;
}

function Moving({ sitting, face, camera, challenge, onHandedIn, onRestart }: MovingProps) {
  const { t } = useTranslation();
  const run = useRun({ sittingId: sitting.id, challenge, camera, onDevice: face.on_device, maxBytes: face.max_bytes, onHandedIn });
  const action = challenge.actions[run.place];
  return (
    <Stack gap="sm">
      <div className={classes.picture} data-hint={run.hint}>
        <VideoTile source={camera} name={t('face.tile')} mirrored data-testid="face-camera" />
        <svg className={classes.oval} viewBox="0 0 100 100" preserveAspectRatio="xMidYMid meet" aria-hidden="true">
          <ellipse cx="50" cy="48" rx="27" ry="38" />
        </svg>
      </div>
      <div role="status" className={classes.say} data-testid="face-say" data-action={action} data-hint={run.hint}>
        <strong>{action === undefined ? t('face.sending') : t(`face.action.${action}`)}</strong>
        <span>{t(`face.hint.${run.hint}`)}</span>
      </div>
      <Progress value={(100 * run.place) / challenge.actions.length} aria-label={t('face.progress', { n: run.place, all: challenge.actions.length })} />
      <Below run={run} onRestart={onRestart} />
    </Stack>
  );
}

/** The time that is left; a button of her own where this device cannot see movements; what went wrong. */
function Below({ run, onRestart }: { run: Run; onRestart: () => void }) {
  const { t } = useTranslation();
  if (run.error !== undefined || run.secondsLeft === 0) {
    return (
      <>
        {run.error !== undefined ? (
          <ErrorNotice error={run.error} />
        ) : (
          <Text role="alert" c="red.9">
            {t('face.time_over')}
          </Text>
        )}
        <Button fullWidth onClick={onRestart}>
          {t('face.restart')}
        </Button>
      </>
    );
  }
  return (
    <>
      <Text size="sm" c="var(--ink-soft)">
        {t('face.seconds', { n: run.secondsLeft })}
      </Text>
      {run.byHand !== undefined && (
        <Stack gap="xs">
          <Text size="sm">{t('face.by_hand_lead')}</Text>
          <Button fullWidth onClick={run.byHand}>
            {t('face.by_hand')}
          </Button>
        </Stack>
      )}
    </>
  );
}

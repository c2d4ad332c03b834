import { Badge, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Accommodation, Board, BoardSitting, CheckInStep, StepKind } from '@shared/model';
import { ProgressButton } from '@shared/ui';
import { maySettle } from '../roles';
import classes from './check-in.module.css';
import { useSettle, type Decision } from './use-settle';

const shades = { open: 'gray', shown: 'orange', again: 'orange', done: 'teal', continued: 'yellow', overridden: 'grape', rejected: 'red' } as const;
const signs = { open: '○', shown: '?', again: '↻', done: '✓', continued: '!', overridden: '✓', rejected: '✗' } as const;

/** How far a candidate has come in the steps of check-in, in one line; nothing without a flow. */
export function CheckInLine({ sitting }: { sitting: BoardSitting }) {
  const { t, i18n } = useTranslation();
  if (sitting.check_in === undefined && sitting.accommodation === undefined) return null;
  return (
    <span className={classes.line} data-testid="check-in-line">
      {sitting.check_in?.steps.map(({ kind, state }) => (
        <Badge key={kind} size="md" tt="none" variant="light" color={shades[state]} data-step={kind} data-state={state} title={t(`step_state.${state}`)}>
          {signs[state]} {t(`step.${kind}`)}
          <span className={classes.hidden}>{t(`step_state.${state}`)}</span>
        </Badge>
      ))}
      {sitting.accommodation !== undefined && (
        <Badge size="md" tt="none" variant="outline" color="blue.9" data-testid="accommodation">
          {accommodationWords(sitting.accommodation, t).join(' · ')}
          {(sitting.accommodation.extra_percent > 0 || sitting.accommodation.extra_minutes > 0) && (
            <> · {t('accommodation.ends', { at: new Date(sitting.ends_at).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' }) })}</>
          )}
        </Badge>
      )}
    </span>
  );
}

/** What is different for a candidate, in words. */
export function accommodationWords(one: Accommodation, t: ReturnType<typeof useTranslation>['t']): string[] {
  const words: string[] = [];
  if (one.no_face_check) words.push(t('accommodation.no_face_check'));
  if (one.one_camera) words.push(t('accommodation.one_camera'));
  if (one.extra_percent > 0) words.push(t('accommodation.percent', { n: one.extra_percent }));
  if (one.extra_minutes > 0) words.push(t('accommodation.minutes', { n: one.extra_minutes }));
  if (one.breaks > 0) words.push(t('accommodation.breaks', { n: one.breaks, minutes: one.break_minutes }));
  if (one.break_total > 0) words.push(t('accommodation.break_total', { minutes: one.break_total }));
  return words;
}

/** The steps of a candidate in check-in, with what staff can decide about each (FEATURES B11). */
export function CheckInPanel({ board, sitting }: { board: Board; sitting: BoardSitting }) {
  const { t } = useTranslation();
  if (sitting.check_in === undefined || sitting.phase !== 'check_in') return null;
  return (
    <section className={classes.panel} aria-label={t('step.label')}>
      <h3 className={classes.title}>{t('step.label')}</h3>
      <ol className={classes.steps}>
        {sitting.check_in.steps.map((step) => (
          <StepRow key={step.kind} board={board} sitting={sitting} step={step} />
        ))}
      </ol>
    </section>
  );
}

function StepRow({ board, sitting, step }: { board: Board; sitting: BoardSitting; step: CheckInStep }) {
  const { t, i18n } = useTranslation();
  const settle = useSettle(board.session.id);
  const [asked, setAsked] = useState<Exclude<Decision, 'tick'>>();
  const may = maySettle(board.my_roles);
  const at = step.at === undefined ? '' : new Date(step.at).toLocaleTimeString(i18n.language, { hour12: false });
  const open = step.state === 'open' || step.state === 'again' || step.state === 'shown' || step.state === 'rejected';
  const again = step.kind === 'room_scan' && (step.state === 'shown' || step.state === 'done');
  return (
    <li className={classes.step} data-step={step.kind} data-state={step.state}>
      <Badge tt="none" variant="light" color={shades[step.state]}>
        {signs[step.state]} {t(`step_state.${step.state}`)}
      </Badge>
      <span className={classes.name}>
        <strong>{t(`step.${step.kind}`)}</strong>{' '}
        <Text span size="sm" c="dimmed">
          {[at, step.by, step.device, step.reason].filter((word) => word !== undefined && word !== '').join(' · ')}
        </Text>
      </span>
      {may && (
        <Group gap={6}>
          {step.state === 'shown' && step.kind !== 'face_check' && (
            <ProgressButton size="compact-md" onPress={() => settle('tick', sitting, step.kind)}>
              {t('step.tick')}
            </ProgressButton>
          )}
          {again && (
            <Button size="compact-md" variant="default" onClick={() => setAsked('repeat')}>
              {t('step.repeat')}
            </Button>
          )}
          {open && (
            <Button size="compact-md" variant="subtle" aria-label={t('step.override_named', { step: t(`step.${step.kind}`) })} onClick={() => setAsked('override')}>
              {t('step.override')}
            </Button>
          )}
        </Group>
      )}
      {asked !== undefined && (
        <StepReason
          decision={asked}
          kind={step.kind}
          name={sitting.candidate.name}
          onClose={() => setAsked(undefined)}
          onConfirm={async (reason) => {
            if (await settle(asked, sitting, step.kind, reason)) setAsked(undefined);
          }}
        />
      )}
    </li>
  );
}

interface StepReasonProps {
  decision: Exclude<Decision, 'tick'>;
  kind: StepKind;
  name: string;
  onClose: () => void;
  onConfirm: (reason: string) => Promise<void>;
}

/** To ask again is read by the candidate; to let pass stands in the ledger. */
function StepReason({ decision, kind, name, onClose, onConfirm }: StepReasonProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={onClose} title={t(`step.${decision}_title`, { name, step: t(`step.${kind}`) })} centered>
      <Stack gap="md">
        <Textarea size="md" label={t(`step.${decision}_reason`)} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} autosize minRows={2} required data-autofocus />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <ProgressButton disabled={reason.trim() === ''} onPress={() => onConfirm(reason.trim())}>
            {t(`step.${decision}_confirm`)}
          </ProgressButton>
        </Group>
      </Stack>
    </Modal>
  );
}

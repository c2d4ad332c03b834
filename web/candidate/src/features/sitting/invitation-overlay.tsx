import { Button, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SittingView } from '@shared/model';
import { secondsUntil, useServerNow } from '@shared/clock';
import { ring } from '@shared/notice';
import { clockText, ErrorNotice, ProgressButton } from '@shared/ui';
import { useAccept, useRefuse } from './api';
import classes from './invitation-overlay.module.css';

/** The panel calls: sound, vibration, words and a countdown until it is answered (manual 2.1.8; FEATURES C7-C9). */
export function InvitationOverlay({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation();
  const accept = useAccept(sitting.id);
  const refuse = useRefuse(sitting.id);
  const dialog = useRef<HTMLDialogElement>(null);
  const title = t('invitation.title');
  useEffect(() => ring({ tune: 'invitation', title, everyMs: 3500 }), [title]);
  useEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
  }, []);
  const { invitation, version } = sitting;
  const nowMs = useServerNow();
  const total = invitation === undefined ? 1 : secondsUntil(invitation.expires_at, Date.parse(invitation.invited_at));
  // The measured offset of the clock may be half a second off: never more than the whole time.
  const left = Math.min(total, secondsUntil(invitation?.expires_at ?? 0, nowMs));
  return (
    <dialog
      ref={dialog}
      className={classes.overlay}
      aria-labelledby="invitation-title"
      onCancel={(event) => event.preventDefault()}
      data-testid="invitation"
    >
      <div className={classes.card}>
        <Ring share={left / Math.max(1, total)}>{clockText(left)}</Ring>
        <h2 id="invitation-title" className={classes.title}>
          {title}
        </h2>
        <p className={classes.text}>{t('invitation.text', { count: left })}</p>
        <ErrorNotice error={accept.error ?? refuse.error} />
        <ProgressButton
          size="xl"
          fullWidth
          color="teal.9"
          data-autofocus
          disabled={left === 0}
          className={classes.start}
          onPress={() => accept.mutateAsync(version)}
        >
          {t('invitation.accept')}
        </ProgressButton>
        <Button variant="subtle" color="gray" disabled={left === 0} onClick={() => refuse.mutate(version)}>
          {t('invitation.decline')}
        </Button>
        <Text size="sm" c="var(--ink-soft)">
          {t(left === 0 ? 'invitation.run_out' : 'invitation.if_not')}
        </Text>
      </div>
    </dialog>
  );
}

/** A circle that empties as the time runs. */
function Ring({ share, children }: { share: number; children: string }) {
  const length = 2 * Math.PI * 52;
  return (
    <div className={classes.ring} role="timer">
      <svg viewBox="0 0 120 120" aria-hidden="true">
        <circle cx="60" cy="60" r="52" className={classes.track} />
        <circle
          cx="60"
          cy="60"
          r="52"
          className={classes.rest}
          strokeDasharray={length}
          strokeDashoffset={length * (1 - Math.min(1, share))}
        />
      </svg>
      <span>{children}</span>
    </div>
  );
}

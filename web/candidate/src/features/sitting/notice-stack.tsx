import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change } from './changes';
import type { Notice } from './notices';
import classes from './notice-stack.module.css';

/** The latest notices at the top of the screen, read out as they come. */
export function NoticeStack({ notices, onDismiss }: { notices: readonly Notice[]; onDismiss: (id: number) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <div className={classes.stack} role="status" aria-live="assertive" data-testid="notices">
      {notices.map(({ id, change }) => (
        <div key={id} className={classes.notice} data-kind={change.kind}>
          <span className={classes.words}>{words(change)}</span>
          <CloseButton aria-label={t('action.close')} onClick={() => onDismiss(id)} />
        </div>
      ))}
    </div>
  );
}

function useWords(): (change: Change) => string {
  const { t } = useTranslation();
  return (change) => {
    switch (change.kind) {
      case 'call_started':
        return t('notice.call_started', { name: change.name });
      case 'call_muted':
        return t(change.muted ? 'notice.muted' : 'notice.unmuted');
      case 'message':
        return t('notice.message', { from: change.from, text: change.text });
      case 'question_released':
        return t('notice.question_released', { number: change.number, title: change.title });
      case 'step_settled':
        return t(change.again ? 'notice.step_again' : 'notice.step_passed', { step: t(`check_in.step.${change.step}`) });
      case 'other_camera':
        return t(`notice.camera_${change.state === 'online' ? 'joined' : 'lost'}`, {
          camera: t(`position.${change.position}`),
        });
      case 'call_ended':
        return t('notice.call_ended');
      case 'invitation_gone':
        return t('notice.invitation_gone');
      case 'interview_started':
        return t('notice.interview_started');
      case 'question_withdrawn':
        return t('notice.question_withdrawn');
      case 'ended':
        return t('notice.ended');
    }
  };
}

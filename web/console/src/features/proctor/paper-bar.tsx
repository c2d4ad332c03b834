import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Board } from '@shared/model';
import type { Ask } from './ask-dialog';
import classes from './proctor.module.css';
import { usePapers, type Act, type Paper } from './use-written';

interface PaperBarProps {
  board: Board;
  act: Act;
  onAsk: (ask: Ask) => void;
}

/** The session's papers and what is done for everybody at once. */
export function PaperBar({ board, paused, act, onAsk }: PaperBarProps & { paused: number }) {
  const { t } = useTranslation();
  const papers = usePapers(board.session.id);
  const count = (phase: string) => board.sittings.filter((sitting) => sitting.phase === phase).length;
  const path = (rest: string) => `/api/sessions/${board.session.id}/${rest}`;
  return (
    <section className={classes.bar} aria-label={t('proctor.papers')}>
      <div className={classes.papers}>
        {papers.data?.length === 0 && <Text>{t('proctor.no_paper')}</Text>}
        {(papers.data ?? []).map((paper) => (
          <PaperLine key={paper.id} board={board} paper={paper} act={act} onAsk={onAsk} />
        ))}
      </div>
      <Group gap="xs">
        <Text size="sm">{t('proctor.counts', { seated: count('seated'), answering: count('answering'), submitted: count('submitted') + count('finished'), all: board.sittings.length })}</Text>
        <Button
          variant="default"
          onClick={() =>
            onAsk({
              title: t('proctor.time_all'),
              minutes: 5,
              reason: 'owed',
              confirm: t('proctor.give'),
              onConfirm: (given) => act(t('proctor.time_all'), path('extra-time'), given),
            })
          }
        >
          {t('proctor.time_all')}
        </Button>
        <PauseAll paused={paused} path={path} act={act} onAsk={onAsk} />
        <Button
          variant="default"
          c="red.9"
          disabled={count('answering') === 0}
          onClick={() =>
            onAsk({
              title: t('proctor.collect_all'),
              text: t('proctor.collect_text'),
              reason: 'asked',
              danger: true,
              confirm: t('proctor.collect'),
              onConfirm: ({ reason }) => act(t('proctor.collect_all'), path('collections'), { reason }),
            })
          }
        >
          {t('proctor.collect_all')}
        </Button>
      </Group>
    </section>
  );
}

/** Stops everybody's time, or lets it run again (FEATURES G6). */
function PauseAll({ paused, path, act, onAsk }: Pick<PaperBarProps, 'act' | 'onAsk'> & { paused: number; path: (rest: string) => string }) {
  const { t } = useTranslation();
  return (
    <>
      {[false, true].map((resume) => {
        const what = resume ? 'proctor.resume_all' : 'proctor.pause_all';
        if (resume && paused === 0) return null;
        return (
          <Button
            key={what}
            variant={resume ? 'filled' : 'default'}
            onClick={() =>
              onAsk({
                title: t(what),
                text: resume ? t('proctor.resume_all_text', { count: paused }) : t('proctor.pause_all_text'),
                reason: 'owed',
                confirm: t(resume ? 'proctor.resume' : 'proctor.pause'),
                onConfirm: ({ reason }) => act(t(what), path(resume ? 'resumptions' : 'pauses'), { reason }),
              })
            }
          >
            {t(what)}
          </Button>
        );
      })}
    </>
  );
}

function PaperLine({ board, paper, act, onAsk }: PaperBarProps & { paper: Paper }) {
  const { t, i18n } = useTranslation();
  const at = (instant: string) => new Date(instant).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  const seated = board.sittings.filter(({ phase }) => phase === 'seated');
  const alone = seated.filter(({ devices }) => devices.find(({ position }) => position === 2)?.state !== 'online').length;
  const state = paper.state === 'draft' ? 'draft' : paper.released_at !== undefined ? 'released' : 'ready';
  return (
    <Group gap="xs" data-paper={paper.title} data-state={state}>
      <strong>{paper.title}</strong>
      <Badge tt="none" variant="default">
        {state === 'released' ? t('proctor.released', { at: at(paper.released_at ?? '') }) : state === 'ready' && paper.release_at !== undefined ? t('proctor.planned', { at: at(paper.release_at) }) : t(`proctor.paper_${state}`)}
      </Badge>
      {state === 'ready' && (
        <Button
          size="sm"
          onClick={() =>
            onAsk({
              title: t('proctor.release_title', { title: paper.title }),
              text: t(board.session.second_camera === 'required' && alone > 0 ? 'proctor.release_alone' : 'proctor.release_text', { n: seated.length, alone }),
              confirm: t('proctor.release'),
              onConfirm: () => act(t('proctor.release'), `/api/papers/${paper.id}/releases`, {}),
            })
          }
        >
          {t('proctor.release')}
        </Button>
      )}
      {state === 'released' && (
        <Button
          size="sm"
          variant="default"
          c="red.9"
          onClick={() =>
            onAsk({
              title: t('proctor.withdraw_title', { title: paper.title }),
              text: t('proctor.withdraw_text'),
              reason: 'owed',
              danger: true,
              confirm: t('proctor.withdraw'),
              onConfirm: ({ reason }) => act(t('proctor.withdraw'), `/api/papers/${paper.id}/withdrawals`, { reason }),
            })
          }
        >
          {t('proctor.withdraw')}
        </Button>
      )}
    </Group>
  );
}

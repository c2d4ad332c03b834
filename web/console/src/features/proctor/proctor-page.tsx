import { Anchor, Group, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Board, BoardSitting } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { SessionFrame } from '../../layout/session-frame';
import { secondCameraOf } from '../../board/rules';
import { mayReadAnswers } from '../../roles';
import { AskDialog, type Ask } from './ask-dialog';
import { Actions, CandidateCard, isLive, Look } from './candidate-card';
import { HallTable } from './hall-table';
import { LiveWall } from './live-wall';
import { PaperBar } from './paper-bar';
import classes from './proctor.module.css';
import { useAct, useRows } from './use-written';
import { VideoHall } from './video-hall';

/** The proctor's board of a written exam: both cameras of everybody, papers, answers, time (FEATURES D2-D12); or of a video exam. */
export default function ProctorPage() {
  const { sessionId = '' } = useParams();
  return (
    <SessionFrame sessionId={sessionId} view="proctor">
      {(board) => (board.session.subject.exam_type === 'video' ? <VideoHall board={board} /> : <Hall board={board} />)}
    </SessionFrame>
  );
}

/** From how many candidates on the table comes first. */
const MANY = 40;

function Hall({ board }: { board: Board }) {
  const { t } = useTranslation();
  const rows = useRows(board.session.id);
  const act = useAct(board.session.id);
  const [ask, setAsk] = useState<Ask>();
  const [view, setView] = useState(board.sittings.length > MANY ? 'table' : 'wall');
  const [looked, setLooked] = useState<string>();
  const sittings = [...board.sittings].sort((a, b) => a.order - b.order);
  const rowOf = (sitting: BoardSitting) => rows.data?.get(sitting.id);
  const shown = sittings.find(({ id }) => id === looked);
  return (
    <div className={classes.hall}>
      <ErrorNotice error={rows.error} onRetry={() => void rows.refetch()} />
      <PaperBar board={board} paused={sittings.filter((sitting) => rowOf(sitting)?.pause !== undefined).length} act={act} onAsk={setAsk} />
      <Group justify="space-between">
        <SegmentedControl aria-label={t('proctor.view')} value={view} onChange={setView} data={['wall', 'live', 'table'].map((value) => ({ value, label: t(`proctor.view_${value}`) }))} />
        {mayReadAnswers(board.my_roles) && (
          <Anchor href={`/api/sessions/${board.session.id}/answers.zip`} download>
            {t('proctor.export')}
          </Anchor>
        )}
      </Group>
      {view === 'live' && (
        <LiveWall sittings={sittings.filter(isLive)}>
          {(sitting) => <CandidateCard key={sitting.id} board={board} sitting={sitting} row={rowOf(sitting)} act={act} onAsk={setAsk} live />}
        </LiveWall>
      )}
      {view === 'table' && (
        <HallTable
          lines={sittings.map((sitting) => ({ sitting, row: rowOf(sitting), secondCamera: secondCameraOf(board, sitting) }))}
          actions={(sitting) => <Actions board={board} sitting={sitting} row={rowOf(sitting)} act={act} onAsk={setAsk} />}
          onLook={setLooked}
        />
      )}
      {view === 'wall' && (
        <ol className={classes.wall} aria-label={t('proctor.candidates')}>
          {sittings.map((sitting) => (
            <CandidateCard key={sitting.id} board={board} sitting={sitting} row={rowOf(sitting)} act={act} onAsk={setAsk} />
          ))}
        </ol>
      )}
      {shown !== undefined && <Look board={board} sitting={shown} row={rowOf(shown)} act={act} onClose={() => setLooked(undefined)} />}
      {ask !== undefined && <AskDialog ask={ask} onClose={() => setAsk(undefined)} />}
    </div>
  );
}

import { useState } from 'react';
import { useParams } from 'react-router';
import type { Board } from '@shared/model';
import { useMoves } from '../../board/use-moves';
import { useNotices } from '../../board/use-notices';
import { SessionFrame } from '../../layout/session-frame';
import { staffIn } from '../../media/tile-words';
import { useSittingRoom } from '../../media/use-sitting-room';
import { PanelStrip } from './panel-strip';
import classes from './panel-page.module.css';
import { QuestionList } from './question-list';
import { PanelQueue } from './panel-queue';
import { keepChosen, stageOf } from './stage';
import { ChosenStage } from './chosen-stage';
import { InterviewStage } from './interview-stage';
import { InvitedStage } from './invited-stage';
import { NobodyStage } from './nobody-stage';

/** The panel's room: the queue, the candidate, the questions. */
export default function PanelPage() {
  const { sessionId = '' } = useParams();
  return (
    <SessionFrame sessionId={sessionId} view="panel" fills>
      {(board) => <PanelRoom board={board} />}
    </SessionFrame>
  );
}

function PanelRoom({ board }: { board: Board }) {
  const [chosenId, choose] = useChosen(board);
  const move = useMoves(board.session.id);
  useNotices(board, 'panel');
  const stage = stageOf(board, chosenId);
  const media = useSittingRoom(stage.kind === 'interviewing' ? stage.sitting.id : undefined, 'panel');
  const shownId = stage.kind === 'nobody' ? undefined : stage.sitting.id;
  return (
    <div className={classes.room} data-stage={stage.kind}>
      <PanelQueue board={board} shownId={shownId} chosenId={chosenId} onChoose={choose} move={move} />
      <section className={classes.middle}>
        {stage.kind === 'interviewing' && media !== undefined && (
          <InterviewStage key={stage.sitting.id} board={board} sitting={stage.sitting} media={media} move={move} />
        )}
        {stage.kind === 'invited' && <InvitedStage board={board} sitting={stage.sitting} move={move} />}
        {stage.kind === 'chosen' && (
          <ChosenStage key={stage.sitting.id} board={board} sitting={stage.sitting} move={move} />
        )}
        {stage.kind === 'nobody' && <NobodyStage why={stage.why} />}
        <PanelStrip board={board} others={staffIn(media?.shown.others ?? [])} />
      </section>
      <QuestionList board={board} sitting={stage.kind === 'interviewing' ? stage.sitting : undefined} move={move} />
    </div>
  );
}

/** Whom one chose by hand, until her turn is over. */
function useChosen(board: Board): [string | undefined, (id: string) => void] {
  const [chosenId, setChosenId] = useState<string>();
  const [seen, setSeen] = useState(board);
  if (seen !== board) {
    setSeen(board);
    setChosenId(keepChosen(chosenId, seen, board));
  }
  return [chosenId, setChosenId];
}

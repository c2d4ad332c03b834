import { useTranslation } from 'react-i18next';
import { VideoTile, type RemoteView } from '@shared/media';
import type { Board, Member } from '@shared/model';
import { OwnTile } from '../../media/own-tile';
import { isPanel } from '../../roles';
import classes from './panel-page.module.css';

/** The panel: oneself with the switches, who else is in the room, and who is not. */
export function PanelStrip({ board, others }: { board: Board; others: readonly RemoteView[] }) {
  const { t } = useTranslation();
  const me = board.staff.find(({ id }) => id === board.my_staff_id);
  const { here, away } = membersOf(board, others);
  return (
    <div className={classes.strip} aria-label={t('strip.label')} role="group">
      <OwnTile name={me?.name ?? ''} />
      {others.map((view) => (
        <VideoTile
          key={view.identity}
          className={classes.member}
          source={view.cameraOn ? view.camera : undefined}
          name={view.name}
          state={view.cameraOn ? undefined : t('tile.off')}
          speaking={view.speaking}
          muted={!view.microphoneOn}
        />
      ))}
      <div className={classes.absentees}>
        {here.length > 0 && <div>{t('strip.here', { names: names(here, t) })}</div>}
        {away.length > 0 && <div>{t('strip.away', { names: names(away, t) })}</div>}
      </div>
    </div>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function names(members: readonly Member[], t: Translate): string {
  return members.map(({ name }) => name).join(t('list.comma'));
}

/** The panel's other members who have no picture in the room: at their screens, or not. */
function membersOf(board: Board, others: readonly RemoteView[]): { here: Member[]; away: Member[] } {
  const shown = new Set(others.map(({ identity }) => identity));
  const rest = board.staff.filter(
    ({ id, roles }) => id !== board.my_staff_id && isPanel(roles) && !shown.has(`staff:${id}`),
  );
  return { here: rest.filter(({ online }) => online), away: rest.filter(({ online }) => !online) };
}

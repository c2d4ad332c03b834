import type { StaffSession } from '@shared/model';
import { viewsFor, type View } from '../../roles';

export type When = 'running' | 'coming' | 'over';

/** Where a session stands at a moment; it runs from the opening of entry to its end. */
export function whenOf(session: StaffSession, nowMs: number): When {
  if (nowMs >= Date.parse(session.ends_at)) return 'over';
  const opensMs = Math.min(Date.parse(session.entry_opens_at), Date.parse(session.starts_at));
  return nowMs >= opensMs ? 'running' : 'coming';
}

/** Running ones first, then those to come, soonest first, then those over, latest first. */
export function sortSessions(sessions: readonly StaffSession[], nowMs: number): StaffSession[] {
  const place: Record<When, number> = { running: 0, coming: 1, over: 2 };
  return [...sessions].sort((a, b) => {
    const [wa, wb] = [whenOf(a, nowMs), whenOf(b, nowMs)];
    const byStart = Date.parse(a.starts_at) - Date.parse(b.starts_at);
    return place[wa] - place[wb] || (wa === 'over' ? -byStart : byStart);
  });
}

/** The session to go straight into: the only one that runs, if it is work for these roles. */
export function onlyRunning(sessions: readonly StaffSession[], nowMs: number): StaffSession | undefined {
  const running = sessions.filter((session) => whenOf(session, nowMs) === 'running');
  return running.length === 1 ? running[0] : undefined;
}

/** The screen of one's own work in a session; of one that is over, what became of everybody where one may see it. */
export function viewOf(session: StaffSession, when: When): View {
  const views = viewsFor(session.my_roles, session.subject.exam_type);
  return (when === 'over' && views.includes('overview') ? undefined : views[0]) ?? 'overview';
}

import type { ExamType, SessionRole } from '@shared/model';

/** What a member of staff may do in a session, by her roles there; the server decides, this only draws. */

const panelRoles: readonly SessionRole[] = ['chair', 'examiner', 'secretary'];

function hasAny(roles: readonly SessionRole[], wanted: readonly SessionRole[]): boolean {
  return roles.some((role) => wanted.includes(role));
}

export const isPanel = (roles: readonly SessionRole[]) => hasAny(roles, panelRoles);
export const isSteward = (roles: readonly SessionRole[]) => roles.includes('steward');
export const mayReopen = (roles: readonly SessionRole[]) => hasAny(roles, ['chair', 'secretary']);
export const maySetQuestions = (roles: readonly SessionRole[]) =>
  hasAny(roles, ['school_admin', 'chair', 'secretary']);
export const maySeeRecordings = (roles: readonly SessionRole[]) =>
  hasAny(roles, ['school_admin', 'chair', 'secretary', 'inspector']);
/** Who may tick a step of check-in, ask for it again or let a candidate pass. */
export const maySettle = (roles: readonly SessionRole[]) => isPanel(roles) || hasAny(roles, ['steward', 'proctor']);
/** Who may be shown stills and photos; administrators see names only. */
export const mayWatch = (roles: readonly SessionRole[]) => isPanel(roles) || hasAny(roles, ['steward', 'proctor', 'inspector']);

/** The screens of a session. */
export type View = 'panel' | 'steward' | 'proctor' | 'overview' | 'questions' | 'papers' | 'takes' | 'answers';

/** Who minds a written exam: releases papers, gives time, collects. */
export const isProctor = (roles: readonly SessionRole[]) => hasAny(roles, ['proctor', 'chair', 'secretary']);
/** Who may play what was recorded in a video exam. */
export const maySeeTakes = (roles: readonly SessionRole[]) =>
  isProctor(roles) || hasAny(roles, ['school_admin', 'examiner', 'inspector', 'marker']);
/** Who may read and export what candidates answered. */
export const mayReadAnswers = (roles: readonly SessionRole[]) => hasAny(roles, ['school_admin', 'chair', 'secretary', 'marker']);

/** Who may look at the board of a session. */
const seesBoard = (roles: readonly SessionRole[]) =>
  isPanel(roles) || hasAny(roles, ['school_admin', 'college_admin', 'steward', 'proctor', 'inspector', 'support']);

/** The screens that the roles open in a session of an exam type, one's own work first. */
export function viewsFor(roles: readonly SessionRole[], type: ExamType): View[] {
  const views: View[] = [];
  const judges = roles.includes('marker') && !seesBoard(roles);
  if (type === 'written') {
    if (judges) return ['answers'];
    if (isProctor(roles)) views.push('proctor');
    views.push('overview');
    if (maySetQuestions(roles)) views.push('papers');
    return views;
  }
  if (type === 'video') {
    if (judges) return ['takes'];
    if (maySeeTakes(roles)) views.push('proctor');
    views.push('overview');
    if (maySetQuestions(roles)) views.push('questions');
    return views;
  }
  if (isPanel(roles)) views.push('panel');
  if (isSteward(roles) || roles.includes('proctor')) views.push('steward');
  views.push('overview');
  if (maySetQuestions(roles)) views.push('questions');
  return views;
}

/** The order in which roles are named. */
const naming: readonly SessionRole[] = ['chair', 'examiner', 'secretary', 'steward', 'proctor', 'inspector'];

export function sortRoles(roles: readonly SessionRole[]): SessionRole[] {
  const place = (role: SessionRole) => (naming.includes(role) ? naming.indexOf(role) : naming.length);
  return [...roles].sort((a, b) => place(a) - place(b));
}

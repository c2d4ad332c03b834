/** A part of the console that is no session: what a school sets up and looks after. */
export interface Area {
  /** Its text is at `area.KEY`. */
  key: string;
  path: string;
  /** Who finds it in the menu; the server decides who may use it. */
  roles: readonly string[];
}

/** Areas that belong together; the group's text is at `area.group.KEY`. */
export interface AreaGroup {
  key: string;
  areas: readonly Area[];
}

/** All areas, in the menu's order. */
export const groups: readonly AreaGroup[] = [
  {
    key: 'school',
    areas: [
      { key: 'school', path: '/school', roles: ['school_admin'] },
      { key: 'staff', path: '/staff', roles: ['school_admin'] },
      { key: 'poster', path: '/poster', roles: ['school_admin', 'college_admin'] },
    ],
  },
  {
    key: 'exam',
    areas: [
      { key: 'exams', path: '/exams', roles: ['school_admin'] },
      { key: 'flow', path: '/flow', roles: ['school_admin'] },
      { key: 'identity', path: '/identity', roles: ['school_admin'] },
    ],
  },
  {
    key: 'candidate',
    areas: [
      { key: 'candidates', path: '/candidates', roles: ['school_admin', 'college_admin'] },
      { key: 'accommodations', path: '/accommodations', roles: ['school_admin', 'college_admin'] },
      { key: 'review', path: '/review', roles: ['school_admin', 'college_admin', 'reviewer'] },
      { key: 'readiness', path: '/readiness', roles: ['school_admin', 'college_admin', 'support', 'secretary', 'steward'] },
      { key: 'fees', path: '/fees', roles: ['school_admin'] },
    ],
  },
  {
    key: 'message',
    areas: [
      { key: 'announcements', path: '/announcements', roles: ['school_admin', 'college_admin'] },
      { key: 'enquiries', path: '/enquiries', roles: ['school_admin', 'college_admin', 'support'] },
      { key: 'sms', path: '/sms', roles: ['school_admin', 'college_admin', 'support'] },
    ],
  },
  { key: 'record', areas: [{ key: 'audit', path: '/audit', roles: ['school_admin', 'inspector'] }] },
];

/** The areas that roles open. */
export function areasFor(roles: readonly string[]): readonly Area[] {
  return groupsFor(roles).flatMap(({ areas }) => areas);
}

/** The same in their groups; a group of which none is open is left out. */
export function groupsFor(roles: readonly string[]): AreaGroup[] {
  return groups
    .map(({ key, areas }) => ({ key, areas: areas.filter((area) => area.roles.some((role) => roles.includes(role))) }))
    .filter(({ areas }) => areas.length > 0);
}

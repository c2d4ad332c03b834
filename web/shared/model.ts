/**
 * What the server sends and takes, for both clients. Times are RFC 3339 UTC
 * with milliseconds; identifiers are UUIDv7. Apps import these names only, so
 * that the generated schema can change beneath them.
 */

export type Phase =
  | 'assigned'
  | 'check_in'
  | 'waiting'
  | 'invited'
  | 'interviewing'
  | 'finished'
  | 'absent'
  | 'paused'
  | 'terminated';

/** 1 is the first camera, 2 the second. */
export type Position = 1 | 2;
export type DeviceState = 'empty' | 'online' | 'lost';
export type StewardState = 'away' | 'available' | 'busy' | 'talking';
export type SecondCamera = 'required' | 'optional' | 'none';
export type ExamType = 'interview' | 'written' | 'proctored' | 'video';
export type SessionRole =
  | 'steward'
  | 'examiner'
  | 'chair'
  | 'secretary'
  | 'inspector'
  | 'admin'
  | (string & {});

export interface Named {
  id: string;
  name: string;
}

export interface SchoolHead extends Named {
  slug: string;
}

export interface StaffMember extends Named {
  username: string;
  roles: { role: string; scope_kind: string; scope_id: string }[];
}

export interface Me {
  kind: 'candidate' | 'device' | 'staff';
  login_id: string;
  server_time: string;
  phone?: string;
  sitting_id?: string;
  position?: number;
  staff?: StaffMember;
  school?: SchoolHead;
}

export interface PublicConfig {
  demo: boolean;
  secure: boolean;
  version: string;
  client_hint?: string;
}

export interface PublicSchool extends SchoolHead {
  intro: string;
  contact: string;
}

export interface School extends SchoolHead {
  colleges: Named[];
}

export interface Exam extends Named {
  open: boolean;
  majors: { id: string; name: string; enrolment_id: string }[];
}

export interface CandidateHead {
  id: string;
  name: string;
  number: string;
  photo_url?: string;
}

export interface Subject extends Named {
  intro: string;
  exam_type: ExamType;
}

export interface Room extends Named {
  kind: string;
  intro: string;
}

/** A session's times. */
export interface Times {
  starts_at: string;
  ends_at: string;
  entry_opens_at: string;
  entry_closes_at: string;
  second_camera: SecondCamera;
}

export interface Entry {
  open: boolean;
  code?: 'entry_not_open' | 'entry_closed' | 'sitting_over' | (string & {});
}

export interface EnrolmentSitting extends Times {
  id: string;
  phase: Phase;
  subject: Subject;
  room: Room;
  entry: Entry;
}

export interface EnrolmentView {
  id: string;
  candidate: CandidateHead;
  school: SchoolHead;
  college: Named;
  exam: Named;
  major: Named;
  contact: string;
  server_time: string;
  sittings: EnrolmentSitting[];
}

export interface SittingDevice {
  position: Position;
  state: DeviceState;
  mine: boolean;
  label?: string;
  joined_at?: string;
  lost_at?: string;
  still_at?: string;
}

export interface Call {
  staff_id: string;
  staff_name: string;
  muted: boolean;
  since: string;
}

export interface Invitation {
  invited_at: string;
  expires_at: string;
}

/** A member of staff of a session. */
export interface Member extends Named {
  roles: SessionRole[];
  online: boolean;
  on_call_sitting_id?: string;
}

export interface Ended {
  at: string;
  reason?: string;
}

export interface Release {
  id: string;
  question_id: string;
  number: number;
  title: string;
  body: string;
  file_url?: string;
  file_type?: string;
  released_at: string;
  opened_at?: string;
}

export interface Message {
  id: string;
  from_name: string;
  text: string;
  at: string;
}

export interface SittingView extends Times {
  id: string;
  version: number;
  phase: Phase;
  server_time: string;
  enrolment_id: string;
  session_id: string;
  candidate: CandidateHead;
  subject: Subject;
  room: Room;
  contact: string;
  entry: Entry;
  /** The position that this browser's login holds; 0 is none. */
  my_position: 0 | Position;
  /** Always two rows, position 1 first. */
  devices: SittingDevice[];
  /** How many candidates are called before this one while waiting. */
  ahead: number;
  steward: StewardState;
  call?: Call;
  invitation?: Invitation;
  interview?: { started_at: string; ends_at: string; panel: Member[] };
  /** Those not withdrawn; a candidate gets them only while interviewing. */
  releases: Release[];
  messages: Message[];
  ended?: Ended;
}

export interface Pairing {
  code: string;
  url: string;
  expires_at: string;
}

export interface PairingClaim {
  sitting_id: string;
  position: Position;
}

export interface MediaToken {
  url: string;
  token: string;
  room: string;
  identity: string;
}

/** What a LiveKit participant of ours says of itself, as JSON in its metadata. */
export interface ParticipantMetadata {
  role: 'candidate' | 'steward' | 'examiner' | 'chair' | (string & {});
  position?: Position;
}

export type EventKind =
  | 'sitting'
  | 'presence'
  | 'still'
  | 'message'
  | 'call'
  | 'release'
  | 'session'
  | 'replaced'
  | (string & {});

/** A hint to fetch again; it carries no state of its own. */
export interface ServerEvent {
  kind: EventKind;
  sitting_id?: string;
  session_id?: string;
  version?: number;
  at: string;
  login_id?: string;
}

// Staff

export interface SessionCounts {
  assigned: number;
  check_in: number;
  waiting: number;
  invited: number;
  interviewing: number;
  finished: number;
  absent: number;
}

export interface StaffSession {
  id: string;
  my_roles: SessionRole[];
  room: { id: string; name: string; kind: string };
  subject: { name: string; exam_type: ExamType };
  exam: { name: string };
  starts_at: string;
  ends_at: string;
  entry_opens_at?: string;
  /** A phase that nobody is in may be left out. */
  counts: Partial<SessionCounts>;
}

export interface StaffSessions {
  server_time: string;
  sessions: StaffSession[];
}

export interface BoardSitting {
  id: string;
  version: number;
  phase: Phase;
  order: number;
  ahead: number;
  deferrals: number;
  missed_invitations: number;
  candidate: CandidateHead;
  devices: SittingDevice[];
  call?: Call;
  invitation?: Invitation;
  /** Start of the interview. */
  started_at?: string;
  ended?: Ended;
  releases: { id: string; question_id: string; released_at: string; opened_at?: string }[];
  waiting_since?: string;
  refused_invitation: boolean;
}

export interface Question {
  id: string;
  number: number;
  title: string;
  body: string;
  file_url?: string;
}

export interface Board {
  session: Times & {
    id: string;
    subject: Subject;
    room: Room;
    exam: Named;
    invite_ttl_seconds: number;
  };
  my_roles: SessionRole[];
  my_staff_id: string;
  server_time: string;
  /** In queue order. */
  sittings: BoardSitting[];
  staff: Member[];
  questions: Question[];
}

export interface Recording {
  id: string;
  source: string;
  name: string;
  status: 'recording' | 'joining' | 'ready' | 'failed';
  duration_s: number;
  gaps_s: number;
  bytes: number;
  url?: string;
  started_at: string;
}

export interface UploadTicket {
  ticket: string;
  url: string;
  expires_at: string;
}

export interface UploadResult {
  state: 'open' | 'done' | 'refused';
  file_id?: string;
  code?: string;
  detail?: string;
}

// Demo

export interface DemoInbox {
  messages: { phone: string; text: string; code: string; at: string }[];
}

export interface DemoGuide {
  school: { slug: string; name: string };
  candidates: { name: string; phone: string }[];
  staff: { name: string; username: string; password: string; role: string }[];
  links: { title: string; url: string }[];
}
